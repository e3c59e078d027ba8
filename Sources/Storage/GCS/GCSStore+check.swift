extension GCSStore {
    /// Makes sure that the bucket can be used: that it is there, and that objects can be listed, written and removed.
    ///
    /// - Throws: ``StorageError`` with what is wrong and what would help.
    package func check() async throws {
        try await explaining("objects cannot be listed") {
            for try await _ in list(prefix: "") { break }
        }
        // No key, so no listing shows it.
        let object = "\(bucket.prefix)~check/\(GCSStore.label())"
        try await explaining("objects cannot be written") {
            _ = try await insert([], at: object, over: 0, as: bucket.place)
        }
        try await explaining("objects cannot be removed") {
            guard let written = try await bucket.object(object, bucket.place) else { return }
            try await delete(written, as: bucket.place)
        }
    }

    private func explaining(_ trouble: String, _ body: () async throws -> Void) async throws {
        do { try await body() } catch let error as StorageError where error.kind == .denied {
            throw StorageError(
                .denied, key: error.key,
                cause: "\(trouble): \(error.cause); the role 'Storage Object Admin' on the bucket allows it")
        }
    }
}
