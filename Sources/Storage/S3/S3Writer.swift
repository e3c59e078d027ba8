/// Takes one upload's bytes: up to the size of one part in memory, more as parts of a staged object, one of which is on its way
/// while the next one is filled.
///
/// An actor, because callers wait here for the service. Once a write has failed the upload is lost: every later call fails
/// likewise, also when the caller overlooked the first.
actor S3Writer: UploadWriter {
    private let store: S3Store
    private let partSize: Int
    private var buffer: [UInt8] = []
    private var size: Int64 = 0
    private var upload: S3Upload?
    private var parts: [S3Upload.Part] = []
    private var sending: Task<S3Upload.Part, any Error>?
    /// Why nothing more can be written; nil while something can.
    private var ended: (any Error)?
    /// Whether a call is waiting for the service.
    private var isBusy = false

    init(store: S3Store) {
        self.store = store
        partSize = Int(store.configuration.partSize)
    }

    func write(_ bytes: [UInt8]) async throws {
        try await alone {
            var rest = bytes[...]
            while !rest.isEmpty {
                let taken = rest.prefix(self.partSize - self.buffer.count)
                self.buffer += taken
                rest = rest.dropFirst(taken.count)
                // A full buffer waits: it may be all there is.
                if !rest.isEmpty { try await self.sendBuffer() }
            }
            self.size += Int64(bytes.count)
        }
    }

    func finish(at key: ObjectKey) async throws {
        let name = store.client.place.object(key)
        try await alone {
            guard let upload = self.upload else {
                return try await self.store.write(self.buffer, to: name, about: key.value)
            }
            try await self.sendBuffer()
            try await self.awaitPart()
            try await upload.complete(self.parts, size: self.size)
            try await self.store.copy(upload.name, to: name, size: self.size, about: key.value)
            await self.store.cleaning { [store = self.store] in try await store.remove(upload.name, about: key.value) }
        }
        end()
    }

    func discard() async {
        end()
        buffer = []
        sending?.cancel()
        _ = await sending?.result
        guard let upload else { return }
        await store.cleaning { [store] in
            try await upload.abort()
            // Where it was made already, but not copied.
            try await store.remove(upload.name, about: upload.name)
        }
    }

    /// Hands the buffer on; waits for the part before it.
    private func sendBuffer() async throws {
        let bytes = buffer
        buffer = []
        let upload = try await begun()
        try await awaitPart()
        let number = parts.count + 1
        sending = Task { try await upload.send(number, bytes) }
    }

    private func begun() async throws -> S3Upload {
        if let upload { return upload }
        let name = store.client.place.staged(S3Upload.randomName())
        // Not cancelled with the caller: an upload that the service has begun must be known, to be ended.
        let begun = try await Task { [client = store.client] in try await S3Upload(name, client: client) }.value
        upload = begun
        return begun
    }

    private func awaitPart() async throws {
        guard let sending else { return }
        self.sending = nil
        let part = try await withTaskCancellationHandler {
            try await sending.value
        } onCancel: {
            sending.cancel()
        }
        parts.append(part)
    }

    private func end() { ended = ended ?? failure("the upload is over") }

    private func failure(_ cause: String) -> StorageError {
        StorageError(.failed, key: store.client.place.bucket, cause: cause)
    }

    /// Runs one call, none beside it.
    private func alone(_ work: () async throws -> Void) async throws {
        try Task.checkCancellation()
        if let ended { throw ended }
        guard !isBusy else { throw failure("two writes at once to one upload") }
        isBusy = true
        defer { isBusy = false }
        do { try await work() } catch {
            ended = error
            throw error
        }
    }
}
