import Storage

/// Something that goes wrong with a stored object.
enum Damage: String, CaseIterable, Sendable {
    case corrupted, truncated, emptied, missing

    func apply(to key: ObjectKey, in store: MemoryStore) async throws {
        guard var bytes = try await store.readAll(key) else {
            throw StorageError(.failed, key: key.value, cause: "gone")
        }
        switch self {
        case .corrupted: bytes[bytes.count / 2] ^= 1
        case .truncated: bytes.removeLast()
        case .emptied: bytes = []
        case .missing: return try await store.delete(key)
        }
        _ = try await store.put(bytes, at: key, condition: .always)
    }
}
