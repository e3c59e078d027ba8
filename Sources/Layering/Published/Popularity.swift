/// How many packages of a package set refer to a package, by its name and version or by its name.
public struct Popularity: Hashable, Sendable {
    private let counts: [String: Int]
    /// The packages that Nixery puts into every image count as much as any can; nixpkgs calls cacert's store path
    /// `nss-cacert`.
    private static let forced = ["cacert": 500_000, "nss-cacert": 500_000, "iana-etc": 500_000]

    /// - Parameter counts: by `NAME-VERSION` or `NAME`.
    public init(_ counts: [String: Int] = [:]) { self.counts = counts }

    /// At least 1, which is also what an unknown package counts.
    func count(_ node: ClosureGraph.Node) -> Int {
        if let count = Self.forced[node.name] { return count }
        let full = node.version.isEmpty ? node.name : "\(node.name)-\(node.version)"
        return max(1, counts[full] ?? counts[node.name] ?? 1)
    }
}
