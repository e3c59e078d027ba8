extension GCSStore: ConditionalStore {
    package func readVersion(_ key: ObjectKey) async throws -> VersionedObject? {
        let answer = try await bucket.send(key.value) { bucket.get(bucket.name(of: key), range: nil) }
        if bucket.isAbsent(answer) { return nil }
        guard answer.isSuccess else { throw bucket.error(answer, key.value) }
        guard let generation = answer.header("x-goog-generation") else {
            throw StorageError(.failed, key: key.value, cause: "the server does not name the object's generation")
        }
        return VersionedObject(bytes: answer.body, version: ObjectVersion(text: generation))
    }

    package func replace(
        _ key: ObjectKey, _ version: ObjectVersion?, with bytes: [UInt8]
    ) async throws -> ObjectVersion? {
        let generation = try version.map { try self.generation($0, key) } ?? 0
        return try await insert(bytes, at: bucket.name(of: key), over: generation, as: key.value).map {
            ObjectVersion(text: "\($0.generation)")
        }
    }

    private func generation(_ version: ObjectVersion, _ key: ObjectKey) throws(StorageError) -> Int64 {
        guard let generation = Int64(version.text) else {
            throw StorageError(.failed, key: key.value, cause: "'\(version.text)' is no generation")
        }
        return generation
    }
}
