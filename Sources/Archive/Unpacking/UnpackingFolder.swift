internal import SystemPackage

/// The folder that a tarball is unpacked into. Every name is reached from its open handle, one folder after the other, never
/// through a link.
struct UnpackingFolder {
    private let root: OpenHandle
    /// The folder of the last entry and those above it: entries of one folder mostly come together.
    private var path: [(name: ByteString, handle: OpenHandle)] = []

    /// - Parameter root: an existing, empty folder.
    init(_ root: FilePath) throws(UnpackingError) {
        let name = ByteString(root)
        self.root = try Self.written(name) { () throws(Errno) in try Files.openDirectory(name) }
    }

    /// Makes a folder, unless it is there.
    mutating func addDirectory(_ name: EntryName) throws(UnpackingError) { _ = try parent(name, name.components) }

    /// Makes a file and opens it.
    mutating func addFile(_ name: EntryName, isExecutable: Bool) throws(UnpackingError) -> OpenHandle {
        let (last, parent) = try place(name)
        return try Self.written(name.text) { () throws(Errno) in
            try Files.makeFile(last, in: parent, isExecutable: isExecutable)
        }
    }

    /// Makes a symbolic link; its target is checked already.
    mutating func addLink(_ name: EntryName, to target: ByteString) throws(UnpackingError) {
        let (last, parent) = try place(name)
        try Self.written(name.text) { () throws(Errno) in try Files.makeLink(last, in: parent, to: target) }
    }

    /// Makes a second name for a file that is there.
    mutating func addHardLink(_ name: EntryName, to target: EntryName) throws(UnpackingError) {
        guard let existing = target.components.last else { throw .hardLink(name.text, target: target.text) }
        let targetParent: OpenHandle
        do {
            targetParent = try openParent(of: target)
            guard try Files.status(existing, in: targetParent).kind == .file else { throw Errno.invalidArgument }
        } catch {
            throw .hardLink(name.text, target: target.text)
        }
        let (last, parent) = try place(name)
        try Self.written(name.text) { () throws(Errno) in
            try Files.makeHardLink(last, in: parent, to: existing, in: targetParent)
        }
    }

    /// An entry's own name and its folder, which is made where it is missing.
    private mutating func place(_ name: EntryName) throws(UnpackingError) -> (ByteString, OpenHandle) {
        guard let last = name.components.last else { throw .noSingleFolder(name.text) }
        return (last, try parent(name, name.components.dropLast()))
    }

    private mutating func parent(
        _ name: EntryName, _ folders: some Collection<ByteString>
    ) throws(UnpackingError) -> OpenHandle {
        let known = zip(path, folders).prefix { $0.name == $1 }.count
        path.removeSubrange(known...)
        for folder in folders.dropFirst(known) {
            path.append((folder, try Self.directory(folder, in: path.last?.handle ?? root, for: name)))
        }
        return path.last?.handle ?? root
    }

    private static func directory(
        _ folder: ByteString, in parent: OpenHandle, for name: EntryName
    ) throws(UnpackingError) -> OpenHandle {
        do throws(Errno) {
            do throws(Errno) { try Files.makeDirectory(folder, in: parent) } catch .fileExists {}
            return try Files.openDirectory(folder, in: parent)
        } catch .notDirectory {
            throw .throughLink(name.text)
        } catch .tooManySymbolicLinkLevels {
            throw .throughLink(name.text)
        } catch {
            throw .unwritable(name.text, cause: error)
        }
    }

    /// The folder of an entry that should be there already.
    private func openParent(of name: EntryName) throws(Errno) -> OpenHandle {
        var handle = root
        for folder in name.components.dropLast() { handle = try Files.openDirectory(folder, in: handle) }
        return handle
    }

    private static func written<Result>(
        _ name: ByteString, _ body: () throws(Errno) -> Result
    ) throws(UnpackingError) -> Result {
        do throws(Errno) {
            return try body()
        } catch .fileExists {
            throw .duplicate(name)
        } catch {
            throw .unwritable(name, cause: error)
        }
    }
}
