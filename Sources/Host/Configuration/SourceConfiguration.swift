/// Where the package set comes from: one case per kind of source.
package enum SourceConfiguration: Hashable, Sendable {
    case path(PathSourceConfiguration)

    /// The kinds by the name that configuration gives them.
    enum Kind: String, CaseIterable {
        case path
    }
}
