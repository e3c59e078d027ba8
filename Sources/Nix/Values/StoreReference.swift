/// Something of the store that a text refers to.
package enum StoreReference: Hashable, Sendable, Codable {
    /// An output that can be realised.
    case output(DerivationOutput)
    /// A path that is in the store already, such as a file of the package set.
    case path(StorePath)

    /// The path that joins the closure.
    package var storePath: StorePath {
        switch self {
        case .output(let output): output.outPath
        case .path(let path): path
        }
    }
}
