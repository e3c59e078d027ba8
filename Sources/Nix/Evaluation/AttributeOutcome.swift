/// What became of one name.
package enum AttributeOutcome: Hashable, Sendable {
    case found(EvaluatedPackage)
    /// No such attribute; `near` holds names of similar spelling, best first.
    case notFound(near: [String])
    case failed(EvaluationFailure)
}

/// A package as the set defines it; nothing of it is built yet.
package struct EvaluatedPackage: Hashable, Sendable, Codable {
    /// The attribute that the name led to, with its real spelling, components joined by dots.
    package let attribute: String
    /// The derivation and the output that the attribute selects.
    package let output: DerivationOutput
    /// The derivation's `name`.
    package let name: String
    /// `passthru.nixery`; nil where there is none.
    package let settings: ImageSettings?
    /// What the settings refer to in the store: it must be realised and joins the closure. Sorted by path.
    package let settingsContext: [StoreReference]

    package init(
        attribute: String, output: DerivationOutput, name: String, settings: ImageSettings? = nil,
        settingsContext: [StoreReference] = []
    ) {
        self.attribute = attribute
        self.output = output
        self.name = name
        self.settings = settings
        self.settingsContext = settingsContext
    }
}
