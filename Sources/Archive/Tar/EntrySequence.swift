/// The entries of a layer, in the order in which they are archived.
struct EntrySequence: Sendable {
    /// What is known from the start, the first one last.
    private var listed: [TarItem]
    private var walk: StoreWalk?

    /// Opens the store where there is something to read from it.
    init(_ contents: LayerContents, store: StoreLocation) throws(ArchiveError) {
        var items = store.parents
        switch contents {
        case .entries(let entries):
            items += try EntrySequence.checked(entries, parents: store.parents.map(\.path)).map(TarItem.init)
        case .storePaths(let paths):
            walk = try StoreWalk(paths, store: store)
        }
        listed = items.reversed()
    }

    mutating func next() throws -> TarItem? {
        if let item = listed.popLast() { return item }
        return try walk?.next()
    }

    /// Sorts made-up entries, and refuses those that would not unpack to what they say.
    private static func checked(
        _ entries: [ArchiveEntry], parents: [ByteString]
    ) throws(ArchiveError) -> [ArchiveEntry] {
        let sorted = entries.sorted { $0.path < $1.path }
        var known = Set(parents)
        var leaves: Set<ByteString> = []
        for entry in sorted {
            let components = entry.path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            if let reason = refusal(components.map { ByteString($0) }) {
                throw .invalidEntry(path: entry.path, reason: reason)
            }
            guard known.insert(entry.path).inserted else {
                throw .invalidEntry(path: entry.path, reason: "it is there twice")
            }
            let isBelowLeaf = (1..<components.count).contains { count in
                leaves.contains(ByteString(components.prefix(count).joined(separator: [UInt8(ascii: "/")])))
            }
            if isBelowLeaf {
                throw .invalidEntry(path: entry.path, reason: "it lies below something else than a directory")
            }
            if case .directory = entry.kind { continue }
            leaves.insert(entry.path)
        }
        return sorted
    }

    private static func refusal(_ components: [ByteString]) -> String? {
        if components.contains(where: { ["", ".", ".."].contains($0) }) {
            return "its path is not a plain relative one"
        }
        if components.contains(where: { $0.bytes.contains(0) }) { return "its path holds a zero byte" }
        if components.contains(where: \.isWhiteout) { return "a name that starts with '.wh.' means a deletion" }
        return nil
    }
}
