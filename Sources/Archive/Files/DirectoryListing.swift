internal import SystemPackage

/// An open directory and what is in it.
struct DirectoryListing {
    let directory: OpenHandle
    /// In no order.
    let names: [(name: ByteString, kind: FileKind)]

    /// - Parameter path: the directory's path, for messages.
    init(of name: ByteString, in parent: OpenHandle, path: ByteString) throws(ArchiveError) {
        let opened = try unreadable(path) { () throws(Errno) in try Files.openDirectory(name, in: parent) }
        let found = try unreadable(path) { () throws(Errno) in try Files.names(in: opened) }
        var names: [(name: ByteString, kind: FileKind)] = []
        names.reserveCapacity(found.count)
        for (name, listed) in found {
            let kind = if let listed { listed } else { try DirectoryListing.kind(of: name, in: opened, path: path) }
            names.append((name, kind))
        }
        directory = opened
        self.names = names
    }

    /// Asks for what the listing did not say.
    static func kind(of name: ByteString, in parent: OpenHandle, path: ByteString) throws(ArchiveError) -> FileKind {
        try unreadable(path.appending(name)) { () throws(Errno) in try Files.status(name, in: parent).kind }
    }
}
