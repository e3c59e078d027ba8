/// The writer of an upload that ends in one of two ways, also when its task is cancelled; nothing can be written afterwards.
protocol UploadWriter: ObjectWriter {
    /// Writes what is left and makes the object of it.
    func finish(at key: ObjectKey) async throws

    /// Removes what was written.
    func discard() async
}

extension UploadWriter {
    /// One upload, from its first byte to its end: the rule for every store.
    func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        do {
            let key = try await body(self)
            try Task.checkCancellation()
            try await finish(at: key)
            return key
        } catch {
            await discard()
            throw error
        }
    }
}
