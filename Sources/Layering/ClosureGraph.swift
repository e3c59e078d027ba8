/// The store paths of one image and their references; nodes are kept sorted by path, so that strategies need not sort.
public struct ClosureGraph: Hashable, Sendable {
    /// Sorted by ``Node/path``'s bytes, without duplicates.
    public let nodes: [Node]

    /// One store path.
    public struct Node: Hashable, Sendable, Codable {
        /// The absolute store path.
        public let path: String
        /// The package's name without its version, for example `glibc`.
        public let name: String
        /// The version, empty where the store path's name has none.
        public let version: String
        /// Bytes of the path's NAR serialisation.
        public let narSize: Int64
        /// The paths it refers to, sorted, without itself.
        public let references: [String]

        public init(path: String, name: String, version: String, narSize: Int64, references: [String]) {
            self.path = path
            self.name = name
            self.version = version
            self.narSize = narSize
            self.references = references.filter { $0 != path }.sorted()
        }
    }

    /// - Throws: ``LayeringError`` when two nodes share a path or a reference leads out of the graph.
    public init(_ nodes: some Sequence<Node>) throws(LayeringError) {
        let sorted = nodes.sorted { $0.path < $1.path }
        let paths = Set(sorted.map(\.path))
        guard paths.count == sorted.count else { throw .duplicateNode }
        for node in sorted {
            if let missing = node.references.first(where: { !paths.contains($0) }) {
                throw .danglingReference(from: node.path, to: missing)
            }
        }
        self.nodes = sorted
    }
}
