import SystemPackage

/// Takes one upload's bytes to its staged file, small pieces through a buffer.
///
/// An actor, because callers wait here for the disk: that is the back-pressure. Once a write has failed the upload is lost:
/// every later call fails likewise, also when the caller overlooked the first.
actor FilesystemWriter: UploadWriter {
    private let file: StagedFile
    private let store: FilesystemStore
    private var buffer: [UInt8] = []
    /// Why nothing more can be written; nil while something can.
    private var ended: StorageError?
    /// Whether a call is waiting for the disk.
    private var isBusy = false

    private static let bufferSize = 256 * 1024

    init(file: StagedFile, store: FilesystemStore) {
        self.file = file
        self.store = store
    }

    func write(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        try checkOpen()
        guard buffer.count + bytes.count >= FilesystemWriter.bufferSize else {
            buffer += bytes
            return
        }
        let pieces = [buffer, bytes]
        buffer = []
        try await blocking { file, store throws(Errno) in try FilesystemWriter.append(pieces, to: file, of: store) }
    }

    func finish(at key: ObjectKey) async throws(StorageError) {
        try checkOpen()
        let rest = buffer
        try await blocking { file, store throws(Errno) in
            try FilesystemWriter.append([rest], to: file, of: store)
            CrashPoint.reach(.uploadWritten)
            try file.sync()
            CrashPoint.reach(.uploadSynced)
            _ = try store.publish(file, at: key, condition: .always, named: .uploadRenamed)
        }
        end()
    }

    func discard() async {
        end()
        let file = file
        await store.threads.run { file.discard() }
    }

    private func end() { ended = ended ?? StorageError(.failed, key: store.root.string, cause: "the upload is over") }

    private func checkOpen() throws(StorageError) {
        if let ended { throw ended }
        guard !isBusy else {
            throw StorageError(.failed, key: store.root.string, cause: "two writes at once to one upload")
        }
    }

    private func blocking(
        _ work: @escaping @Sendable (StagedFile, FilesystemStore) throws(Errno) -> Void
    ) async throws(StorageError) {
        isBusy = true
        defer { isBusy = false }
        let (file, store) = (file, store)
        do throws(Errno) { try await store.threads.run { () throws(Errno) in try work(file, store) } } catch {
            let failure = StorageError(error, key: store.root.string, doing: "writing an upload")
            ended = failure
            throw failure
        }
    }

    private static func append(
        _ pieces: [[UInt8]], to file: StagedFile, of store: FilesystemStore
    ) throws(Errno) {
        for piece in pieces where !piece.isEmpty {
            try file.write(piece, by: store.writeCall)
            CrashPoint.reach(.uploadHalfWritten)
        }
    }
}
