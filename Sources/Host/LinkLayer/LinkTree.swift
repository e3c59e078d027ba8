import Archive

/// The link layer while it is being put together.
indirect enum LinkTree {
    static let directoryMode: UInt16 = 0o755

    case directory(mode: UInt16, [ByteString: LinkTree])
    /// A link or a file.
    case leaf(ArchiveEntry.Kind)

    /// What lies at a relative path; nil when there is nothing.
    subscript(path: ByteString) -> LinkTree? {
        var node: LinkTree? = self
        for name in path.components {
            guard case .directory(_, let children) = node else { return nil }
            node = children[name]
        }
        return node
    }

    /// Where the link at a path points to; nil when there is no link.
    func linkTarget(_ path: ByteString) -> ByteString? {
        if case .leaf(.symlink(let target)) = self[path] { target } else { nil }
    }

    /// Adds a leaf, and directories above it, unless something is there or a link is above it.
    mutating func add(_ kind: ArchiveEntry.Kind, at path: ByteString) {
        update(path.components[...]) { $0 ?? .leaf(kind) }
    }

    /// Makes a directory, or gives the directory that is there another mode.
    mutating func addDirectory(mode: UInt16, at path: ByteString) {
        update(path.components[...]) { node in
            if case .directory(_, let children) = node { return .directory(mode: mode, children) }
            return node ?? .directory(mode: mode, [:])
        }
    }

    private mutating func update(_ path: ArraySlice<ByteString>, _ change: (LinkTree?) -> LinkTree) {
        guard let name = path.first else {
            self = change(self)
            return
        }
        guard case .directory(let mode, var children) = self else { return }
        if path.count == 1 {
            children[name] = change(children[name])
        } else {
            var child = children[name] ?? .directory(mode: LinkTree.directoryMode, [:])
            child.update(path.dropFirst(), change)
            children[name] = child
        }
        self = .directory(mode: mode, children)
    }

    /// Everything below this directory, sorted by path. The directory itself is left out.
    func entries() -> [ArchiveEntry] {
        var entries: [ArchiveEntry] = []
        collect(at: "", into: &entries)
        return entries.sorted { $0.path < $1.path }
    }

    private func collect(at path: ByteString, into entries: inout [ArchiveEntry]) {
        guard case .directory(_, let children) = self else { return }
        for (name, child) in children {
            let childPath = path.appending(name)
            entries.append(ArchiveEntry(path: childPath, kind: child.kind))
            child.collect(at: childPath, into: &entries)
        }
    }

    private var kind: ArchiveEntry.Kind {
        switch self {
        case .directory(let mode, _): .directory(mode: mode)
        case .leaf(let kind): kind
        }
    }
}
