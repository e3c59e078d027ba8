package import Storage

/// Over a store that has conditions; over others it has none either.
extension FaultyStore: ConditionalStore {
    package func readVersion(_ key: ObjectKey) async throws -> VersionedObject? {
        try begin(.readVersion)
        let found = try await conditional().readVersion(key)
        note(.readVersion, key.value)
        return found
    }

    package func replace(
        _ key: ObjectKey, _ version: ObjectVersion?, with bytes: [UInt8]
    ) async throws -> ObjectVersion? {
        try begin(.replace)
        let written = try await conditional().replace(key, version, with: bytes)
        note(.replace, key.value)
        return written
    }

    private func conditional() throws(StorageError) -> any ConditionalStore {
        guard let store = store as? any ConditionalStore else {
            throw StorageError(.failed, key: name, cause: "the store behind it has no conditions")
        }
        return store
    }
}
