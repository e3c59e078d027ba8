/// Takes one upload's bytes: what is small is held and written at once, what is larger goes in pieces to a session.
///
/// An actor, because callers wait here for the service: that is the back-pressure. Once a write has failed the upload is
/// lost: every later call fails likewise, also when the caller overlooked the first.
actor GCSWriter: UploadWriter {
    private let store: GCSStore
    private var buffer: [UInt8] = []
    private var session: GCSSession?
    /// What the session became, until it has its key.
    private var staged: GCSObject?
    /// Why nothing more can be written; nil while something can.
    private var ended: StorageError?
    /// Whether a call is waiting for the service.
    private var isBusy = false

    init(store: GCSStore) { self.store = store }

    func write(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        try checkOpen()
        buffer += bytes
        // The last piece is kept for the end, which must say how long everything is.
        let size = Int(store.configuration.pieceSize)
        while buffer.count > size {
            let piece = Array(buffer.prefix(size))
            buffer.removeFirst(size)
            try await working { try await $0.append(piece) }
        }
    }

    func finish(at key: ObjectKey) async throws {
        try checkOpen()
        let rest = buffer
        buffer = []
        if session == nil {
            _ = try await store.put(rest, at: key, condition: .always)
        } else {
            try await working { try await $0.complete(rest, at: key) }
        }
        end()
    }

    func discard() async {
        end()
        let (store, session, staged) = (store, session, staged)
        await Task {
            // The upload failed already, and its own error is the one to tell; Google drops sessions after a week.
            try? await session?.cancel()
            if let staged { try? await store.delete(staged, as: staged.name) }
        }.value
    }

    private func append(_ piece: [UInt8]) async throws {
        if session == nil {
            // Not cancelled with the caller: a session that the service has begun must be known, to be ended.
            session = try await Task { [bucket = store.bucket] in try await GCSSession.begin(bucket) }.value
        }
        try await session?.append(piece)
    }

    private func complete(_ rest: [UInt8], at key: ObjectKey) async throws {
        guard let session else { return }
        let object = try await session.finish(rest)
        self.session = nil
        staged = object
        try await store.copy(object, to: key)
        staged = nil
        // The object is in its place; `removeStaged` finds what is left of the upload.
        try? await store.delete(object, as: object.name)
    }

    private func working(_ work: (isolated GCSWriter) async throws -> Void) async throws {
        isBusy = true
        defer { isBusy = false }
        do { try await work(self) } catch {
            ended =
                ended ?? (error as? StorageError)
                ?? StorageError(.failed, key: store.name, cause: "an upload was interrupted: \(error)")
            throw error
        }
    }

    private func end() { ended = ended ?? StorageError(.failed, key: store.name, cause: "the upload is over") }

    private func checkOpen() throws(StorageError) {
        if let ended { throw ended }
        guard !isBusy else { throw StorageError(.failed, key: store.name, cause: "two writes at once to one upload") }
    }
}
