/// What is known of a whole package set: the packages by name, their sizes and references. Tables are learned from it.
public struct PackageGraph: Hashable, Sendable {
    /// In any order; a name may come several times (versions).
    public let packages: [Package]

    /// One package.
    public struct Package: Hashable, Sendable {
        /// Without its version, as ``ClosureGraph/Node/name``.
        public let name: String
        public let version: String
        /// Bytes of its store path's NAR serialisation.
        public let narSize: Int64
        /// Positions in ``PackageGraph/packages`` of those that it refers to, ascending, each once.
        public let references: [Int]
        /// How many packages of the whole set refer to it, also those that are not in this graph.
        public let popularity: Int

        /// - Parameter references: in any order, repetitions allowed; the package's own position has no place there.
        public init(name: String, version: String, narSize: Int64, references: [Int], popularity: Int) {
            self.name = name
            self.version = version
            self.narSize = narSize
            self.references = Set(references).sorted()
            self.popularity = popularity
        }
    }

    /// - Precondition: references are positions in `packages`.
    public init(packages: [Package]) {
        precondition(packages.allSatisfy { $0.references.allSatisfy(packages.indices.contains) }, "references in range")
        self.packages = packages
    }

    /// Everything that some packages lead to, themselves included; ascending.
    public func closure(of roots: some Sequence<Int>) -> [Int] {
        var found = NodeSet(count: packages.count)
        var open = Array(roots)
        while let package = open.popLast() {
            guard !found.contains(package) else { continue }
            found.insert(package)
            open += packages[package].references
        }
        return found.members
    }
}
