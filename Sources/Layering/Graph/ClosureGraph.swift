/// The store paths of one image and their references; nodes are kept sorted by path, so that strategies need not sort.
public struct ClosureGraph: Hashable, Sendable {
    /// Sorted by ``Node/path``'s bytes, without duplicates.
    public let nodes: [Node]
    /// The paths that were asked for, sorted; the others are there because these refer to them.
    public let roots: [String]
    /// Whether no other node refers to it, for each node.
    let isTop: [Bool]

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
        /// The paths it refers to, sorted, each once, without itself.
        public let references: [String]

        /// - Parameter references: in any order, itself and repetitions allowed.
        public init(path: String, name: String, version: String, narSize: Int64, references: [String]) {
            self.path = path
            self.name = name
            self.version = version
            self.narSize = narSize
            self.references = Set(references).subtracting([path]).sorted()
        }

        /// Decodes through the initialiser above, so that what comes from outside keeps the same rules.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                path: try values.decode(String.self, forKey: .path),
                name: try values.decode(String.self, forKey: .name),
                version: try values.decode(String.self, forKey: .version),
                narSize: try values.decode(Int64.self, forKey: .narSize),
                references: try values.decode([String].self, forKey: .references))
        }
    }

    /// - Parameter roots: the paths that were asked for, in any order; nil for those that no other path refers to.
    /// - Throws: ``LayeringError`` when two nodes share a path, or a reference or root leads out of the graph.
    public init(_ nodes: some Sequence<Node>, roots: [String]? = nil) throws(LayeringError) {
        let sorted = nodes.sorted { $0.path < $1.path }
        let positions = Dictionary(zip(sorted.map(\.path), sorted.indices)) { first, _ in first }
        guard positions.count == sorted.count else { throw .duplicateNode }
        var isTop = Array(repeating: true, count: sorted.count)
        for node in sorted {
            for reference in node.references {
                guard let position = positions[reference] else {
                    throw .danglingReference(from: node.path, to: reference)
                }
                isTop[position] = false
            }
        }
        if let missing = roots?.first(where: { positions[$0] == nil }) { throw .unknownPath(missing) }
        self.nodes = sorted
        self.isTop = isTop
        self.roots = Set(roots ?? sorted.indices.filter { isTop[$0] }.map { sorted[$0].path }).sorted()
    }
}
