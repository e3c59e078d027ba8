/// What the operator allows and gives an evaluation of a source's packages.
public struct EvaluationOptions: Hashable, Sendable, Codable {
    /// Confine the evaluator to the source (`restrict-eval`).
    public var restrict = true
    /// Let the package set build while it is being evaluated.
    public var importFromDerivation = false
    /// URI prefixes that a confined evaluation may fetch.
    public var allowedURIs: [String] = []
    /// `NIX_PATH` entries.
    public var nixPath: [String] = []
    /// Arguments of the package set's function: strings, numbers and booleans as JSON text by name.
    public var arguments: [String: String] = [:]

    public init() {}
}
