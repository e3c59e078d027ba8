internal import SystemPackage

/// Walks packages in a store in the order of their full paths' bytes, holding only the open directories' names.
///
/// The full path decides, not the name: in `a`, `a.txt`, `a/b` the file comes between a directory and what is in it,
/// because `.` sorts before `/`. So each directory is in its parent's list twice, as `a` and as `a/`.
struct StoreWalk: Sendable {
    private let store: StoreLocation
    private var levels: [Level]

    /// A directory that is being walked.
    private struct Level: Sendable {
        let directory: OpenHandle
        /// As it is called in the archive.
        let path: ByteString
        /// The names still to come, the first one last.
        var steps: [Step]
    }

    private struct Step: Sendable {
        let name: ByteString
        let kind: FileKind
        /// To go into the directory rather than to write its entry.
        let enters: Bool

        var sortKey: ByteString { enters ? ByteString(name.bytes + [UInt8(ascii: "/")]) : name }
    }

    /// Opens the store and looks each package up.
    init(_ paths: [FilePath], store: StoreLocation) throws(ArchiveError) {
        self.store = store
        if paths.isEmpty {
            levels = []
            return
        }
        let physical = ByteString(store.physical)
        let directory = try unreadable(physical) { () throws(Errno) in try Files.openDirectory(physical) }
        var names: [(name: ByteString, kind: FileKind)] = []
        for path in Set(paths) {
            let name = try store.name(of: path)
            names.append((name, try DirectoryListing.kind(of: name, in: directory, path: physical)))
        }
        levels = [Level(directory: directory, path: store.archivePath, steps: StoreWalk.steps(names))]
    }

    /// The next entry; nil at the end.
    mutating func next() throws -> TarItem? {
        while let level = levels.last {
            guard let step = levels[levels.count - 1].steps.popLast() else {
                levels.removeLast()
                continue
            }
            let path = level.path.appending(step.name)
            guard step.enters else { return try item(step, in: level.directory, path: path) }
            let listing = try DirectoryListing(of: step.name, in: level.directory, path: path)
            try refuseWhiteouts(listing, path: path)
            levels.append(Level(directory: listing.directory, path: path, steps: StoreWalk.steps(listing.names)))
        }
        return nil
    }

    private static func steps(_ names: [(name: ByteString, kind: FileKind)]) -> [Step] {
        var steps: [(key: ByteString, step: Step)] = []
        for (name, kind) in names {
            let step = Step(name: name, kind: kind, enters: false)
            steps.append((step.sortKey, step))
            guard kind == .directory else { continue }
            let entering = Step(name: name, kind: kind, enters: true)
            steps.append((entering.sortKey, entering))
        }
        return steps.sorted { $1.key < $0.key }.map(\.step)
    }

    private func item(_ step: Step, in directory: OpenHandle, path: ByteString) throws(ArchiveError) -> TarItem {
        switch step.kind {
        case .directory: return TarItem(path: path, kind: .directory(mode: 0o555))
        case .symlink:
            let target = try unreadable(path) { () throws(Errno) in try Files.linkTarget(step.name, in: directory) }
            return TarItem(path: path, kind: .symlink(target: target))
        case .file:
            let file = try SourceFile(step.name, in: directory, path: path)
            let mode: UInt16 = file.status.isExecutable ? 0o555 : 0o444
            return TarItem(path: path, kind: .file(mode: mode, contents: .source(file)))
        case .other(let kind): throw .unsupportedKind(path: path, kind: kind)
        }
    }

    private func refuseWhiteouts(_ listing: DirectoryListing, path: ByteString) throws(ArchiveError) {
        guard let name = listing.names.map(\.name).filter(\.isWhiteout).min() else { return }
        let (package, directory) = store.split(path)
        throw .whiteout(package: package, file: directory.appending(name))
    }
}
