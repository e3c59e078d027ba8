import Glibc
package import SystemPackage

/// Objects as files below a folder: works on any local or network file system with atomic rename, needs no xattrs.
///
///     ROOT/objects/…     the objects (``FilesystemLayout``)
///     ROOT/staging/…     files being written (``StagingArea``)
///
/// A write goes to a staged file, is made durable, and then takes its name in one step; then its folder is made durable. A
/// process that is killed anywhere in between leaves at most a staged file, which the next store that opens removes. Several
/// processes may share a folder. Blocking calls run on ``BlockingThreads``.
package struct FilesystemStore: ObjectStore {
    let root: FilePath
    let layout: FilesystemLayout
    let staging: StagingArea
    let folders: DurableFolders
    let writeCall: StagedFile.WriteCall
    let threads = BlockingThreads.shared

    /// Opens the store in a folder, which is made if it is not there.
    ///
    /// - Throws: ``StorageError`` whose key is the folder.
    package init(root: FilePath) async throws(StorageError) {
        try await self.init(root: root, writeCall: { Glibc.write($0, $1, $2) })
    }

    /// The same with another `write(2)`.
    init(root: FilePath, writeCall: @escaping StagedFile.WriteCall) async throws(StorageError) {
        self.root = root
        self.writeCall = writeCall
        let layout = FilesystemLayout(objects: root.appending("objects"))
        self.layout = layout
        folders = DurableFolders(below: layout.objects)
        let open: @Sendable () throws(StorageError) -> StagingArea = { () throws(StorageError) in
            do throws(Errno) {
                let staging = root.appending("staging")
                try DurableFolders.make(root)
                for folder in [layout.objects, staging] { _ = try SystemCall.makeFolder(folder) }
                try SystemCall.syncFolder(root)
                return try StagingArea(in: staging)
            } catch { throw StorageError(error, key: root.string, doing: "opening the store's folder") }
        }
        staging = try await threads.run(open)
    }

    package var name: String { "filesystem \(root)" }

    package func stat(_ key: ObjectKey) async throws -> ObjectInfo? {
        let path = layout.path(of: key)
        return try await blocking(key, "reading its size") { () throws(Errno) in
            try Self.ifThere { () throws(Errno) in try SystemCall.status(at: path) }
        }.map { ObjectInfo(key: key, size: $0.size, modified: $0.modified) }
    }

    package func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        let path = layout.path(of: key)
        let opened = try await blocking(key, "opening it") { () throws(Errno) in
            try Self.ifThere { () throws(Errno) in
                let file = try SystemCall.open(path, O_RDONLY | O_NOFOLLOW)
                return (file: file, size: try SystemCall.status(of: file).size)
            }
        }
        guard let (file, size) = opened else { return nil }
        let reader = FileReader(file: file, key: key, range: try ObjectBody.resolve(range, size: size, key: key))
        return ObjectBody(size: size, range: reader.range, file: file, chunks: reader.chunks(on: threads))
    }

    package func delete(_ key: ObjectKey) async throws {
        let path = layout.path(of: key)
        try await blocking(key, "removing it") { () throws(Errno) in
            guard try Self.ifThere({ () throws(Errno) in try SystemCall.status(at: path) }) != nil else { return }
            try SystemCall.remove(path)
            try SystemCall.syncFolder(path.removingLastComponent())
        }
    }

    package func list(prefix: String) -> ObjectStream<ObjectInfo> {
        FilesystemListing(prefix: prefix, layout: layout).objects(on: threads)
    }

    /// Runs blocking work about an object on the store's threads.
    func blocking<Value: Sendable>(
        _ key: ObjectKey, _ doing: String, _ work: @escaping @Sendable () throws(Errno) -> Value
    ) async throws(StorageError) -> Value {
        do throws(Errno) { return try await threads.run(work) } catch {
            throw StorageError(error, key: key.value, doing: doing)
        }
    }

    /// nil when the file, or a folder on the way to it, does not exist.
    private static func ifThere<Value>(_ look: () throws(Errno) -> Value) throws(Errno) -> Value? {
        do throws(Errno) { return try look() } catch .noSuchFileOrDirectory { return nil }
    }
}

extension FilesystemStore: SpaceReporting {
    package func freeSpace() async throws -> Int64 {
        let root = root
        do throws(Errno) {
            return try await threads.run { () throws(Errno) in try SystemCall.freeSpace(at: root) }
        } catch { throw StorageError(error, key: root.string, doing: "asking for free space") }
    }
}

extension StorageError {
    /// - Parameter doing: what was being done, for the message.
    init(_ error: Errno, key: String, doing: String) {
        let kind: Kind =
            switch error {
            case .noSpace, .diskQuotaExceeded: .full
            case .permissionDenied, .notPermitted, .readOnlyFileSystem: .denied
            default: .failed
            }
        self.init(kind, key: key, cause: "\(doing): \(error)")
    }
}
