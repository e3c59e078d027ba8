import Archive

/// Follows symbolic links as the kernel would, in a file system that holds nothing but store objects with known trees.
struct StoreLinkResolver {
    /// The folders down to the store's own, for example `nix` and `store`.
    private let store: [ByteString]
    private let tree: (String) -> FileTree?
    /// Linux gives up after 40 links (path_resolution(7)).
    private static let maximumLinks = 40

    /// What a link leads to.
    enum Target {
        /// A directory, at this absolute path without links.
        case directory(ByteString, FileTree)
        /// Something in a store object whose tree is not known.
        case unknown(String)
        /// A file, nothing at all, a circle, or a place outside of the store.
        case nothing
    }

    /// - Parameters:
    ///   - storePath: of any object in the store.
    ///   - tree: the tree of a store object by its absolute path; nil when it is not known.
    init(storeOf storePath: String, tree: @escaping (String) -> FileTree?) {
        store = ByteString(storePath).components.dropLast()
        self.tree = tree
    }

    /// - Parameters:
    ///   - target: the link's text.
    ///   - location: the link's own absolute path, without links on the way.
    func follow(_ target: ByteString, from location: ByteString) -> Target {
        var walk = Walk(pending: StoreLinkResolver.steps(target, in: location.components.dropLast()))
        while let step = walk.pending.popLast() {
            switch step {
            case ".": continue
            case "..": _ = walk.folders.popLast()
            default:
                if let end = enter(step, &walk) { return end }
            }
        }
        guard let folder = walk.folders.last, walk.folders.count > store.count else { return .nothing }
        return .directory(walk.path, folder.tree)
    }

    /// One step down. Returns what ends the walk, nil to go on.
    private func enter(_ name: ByteString, _ walk: inout Walk) -> Target? {
        let depth = walk.folders.count
        if depth < store.count {
            guard name == store[depth] else { return .nothing }
            walk.folders.append((name, .directory([])))
            return nil
        }
        if depth == store.count {
            let storePath = "\(walk.path)/\(name)"
            guard let found = tree(storePath) else { return .unknown(storePath) }
            return arrive(name, found, &walk)
        }
        guard case .directory(let entries) = walk.folders[depth - 1].tree,
            let entry = entries.first(where: { $0.name == name })
        else { return .nothing }
        return arrive(name, entry.tree, &walk)
    }

    private func arrive(_ name: ByteString, _ tree: FileTree, _ walk: inout Walk) -> Target? {
        switch tree {
        case .file: return .nothing
        case .directory: walk.folders.append((name, tree))
        case .symlink(let target):
            walk.links += 1
            guard walk.links < StoreLinkResolver.maximumLinks else { return .nothing }
            if target.isAbsolute { walk.folders = [] }
            walk.pending += target.components.reversed()
        }
        return nil
    }

    /// The way to a link's target from the root, last step first.
    private static func steps(_ target: ByteString, in folder: ArraySlice<ByteString>) -> [ByteString] {
        ((target.isAbsolute ? [] : folder) + target.components).reversed()
    }

    private struct Walk {
        /// Steps still to go, the next one last.
        var pending: [ByteString]
        /// Where we are, from the root.
        var folders: [(name: ByteString, tree: FileTree)] = []
        var links = 0

        var path: ByteString {
            ByteString(folders.flatMap { [UInt8(ascii: "/")] + $0.name.bytes })
        }
    }
}

extension ByteString {
    fileprivate var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }
}
