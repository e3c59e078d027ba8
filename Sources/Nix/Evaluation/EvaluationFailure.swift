/// Why one package, or the whole set, could not be evaluated.
package struct EvaluationFailure: Error, Hashable, Sendable, Codable {
    package let kind: Kind
    /// One sentence for users: no folders of this machine, no passwords in URLs.
    package let message: String
    /// Key of the source's configuration that would allow what was refused.
    package let hint: ConfigurationKey?

    package init(_ kind: Kind, message: String) {
        self.kind = kind
        self.message = message
        hint = kind.hint
    }

    /// Whether it stays as it is for the same revision, so that it may be kept for ever.
    package var isPermanent: Bool {
        switch kind {
        case .threw, .assertion, .unfree, .broken, .insecure, .unsupportedSystem, .notADerivation, .badSettings: true
        default: false
        }
    }

    package enum Kind: String, Hashable, Sendable, Codable {
        case threw, assertion, unfree, broken, insecure, unsupportedSystem
        case aborted, typeError, missingAttribute, undefinedName, infiniteRecursion, syntax
        case importFromDerivation, refusedPath, refusedURI, notInSearchPath
        case notADerivation, badSettings
        case timedOut, outOfMemory, tooMuchOutput
        /// The machine's trouble: the daemon, rights, a full disk, the network.
        case environment
        case other

        /// The key that would allow what was refused.
        var hint: ConfigurationKey? {
            switch self {
            case .importFromDerivation: .importFromDerivation
            case .refusedPath: .restrict
            case .refusedURI: .allowedURIs
            case .notInSearchPath: .nixPath
            default: nil
            }
        }
    }

    /// Keys of a source's configuration (DESIGN.md, section 4).
    package enum ConfigurationKey: String, Hashable, Sendable, Codable {
        case allowedURIs, nixPath, importFromDerivation, restrict, arguments
    }
}

extension EvaluationFailure: CustomStringConvertible {
    package var description: String {
        guard let hint else { return message }
        return "\(message) (the source's setting '\(hint.rawValue)' can allow it)"
    }
}
