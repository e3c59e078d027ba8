package import SystemPackage

extension FileTree {
    /// Reads what lies at a path: every name below it, in the order of their bytes, and where links point to.
    ///
    /// Runs on the threads for blocking work; cancelling the task stops it at the next directory.
    package static func read(at path: FilePath) async throws -> FileTree {
        try await withTaskExecutorPreference(BlockingExecutor.shared) { try readNow(at: path) }
    }

    private static func readNow(at path: FilePath) throws -> FileTree {
        let name = path.lastComponent.map { ByteString($0.string) } ?? "."
        let parent = ByteString(path.removingLastComponent())
        let whole = ByteString(path)
        let handle = try unreadable(whole) { () throws(Errno) in
            try Files.openDirectory(parent.bytes.isEmpty ? "." : parent)
        }
        let kind = try unreadable(whole) { () throws(Errno) in try Files.status(name, in: handle).kind }
        return try tree(of: name, kind: kind, in: handle, path: whole)
    }

    private static func tree(
        of name: ByteString, kind: FileKind, in parent: OpenHandle, path: ByteString
    ) throws -> FileTree {
        switch kind {
        case .file: .file
        case .symlink:
            .symlink(target: try unreadable(path) { () throws(Errno) in try Files.linkTarget(name, in: parent) })
        case .directory: .directory(try entries(of: name, in: parent, path: path))
        case .other(let kind): throw ArchiveError.unsupportedKind(path: path, kind: kind)
        }
    }

    private static func entries(of name: ByteString, in parent: OpenHandle, path: ByteString) throws -> [Entry] {
        try Task.checkCancellation()
        let listing = try DirectoryListing(of: name, in: parent, path: path)
        return try listing.names.sorted { $0.name < $1.name }.map { name, kind in
            let path = path.appending(name)
            return Entry(name: name, tree: try tree(of: name, kind: kind, in: listing.directory, path: path))
        }
    }
}

/// Names the path that a failed call of the operating system was about.
func unreadable<Result>(
    _ path: @autoclosure () -> ByteString, _ body: () throws(Errno) -> Result
) throws(ArchiveError) -> Result {
    do throws(Errno) {
        return try body()
    } catch {
        throw .unreadable(path: path(), cause: error)
    }
}
