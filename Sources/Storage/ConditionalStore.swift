/// A store that replaces an object only as its writer knows it: of several writers who saw the same, one succeeds.
///
/// Laws, checked by `ConditionalStoreConformance`; each may be called concurrently:
/// - A write takes place only if the object is of the version named, or absent where none is; the next ones then have another.
/// - Contents that differ have versions that differ. The same contents may have the same version again.
/// - An object that was removed is not brought back by a writer who knew it.
/// - nil means that the condition did not hold, and nothing else; a write whose answer was lost and that took place has its
///   version, whatever was asked a second time.
///
/// A service may not keep what its protocol says: see ``keepsConditions()``.
package protocol ConditionalStore: ObjectStore {
    /// A small object as it is now; nil when there is none.
    func readVersion(_ key: ObjectKey) async throws -> VersionedObject?

    /// Writes a small object.
    ///
    /// - Parameter version: what must be there; nil for nothing.
    /// - Returns: the new version; nil when something else is there.
    func replace(_ key: ObjectKey, _ version: ObjectVersion?, with bytes: [UInt8]) async throws -> ObjectVersion?
}

/// Tells an object's contents from what was there before; means nothing elsewhere.
package struct ObjectVersion: Hashable, Sendable {
    let text: String
}

/// An object's contents, with what they are called.
package struct VersionedObject: Hashable, Sendable {
    package let bytes: [UInt8]
    package let version: ObjectVersion
}

extension ConditionalStore {
    /// Whether the service behind the store really keeps conditions, by trying each on an object that nobody else uses.
    ///
    /// - Parameter folder: where the object lies for that moment.
    /// - Returns: false also where a condition is refused as unknown.
    /// - Throws: ``StorageError``.
    package func keepsConditions(in folder: String) async throws -> Bool {
        let name = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
        let key = try ObjectKey("\(folder)/\(name)")
        do {
            let isKept = try await tryConditions(on: key)
            try await delete(key)
            return isKept
        } catch {
            // The first error says what is wrong; what is left is a few bytes, and nobody's.
            try? await delete(key)
            if (error as? StorageError)?.kind == .unsupported { return false }
            throw error
        }
    }

    private func tryConditions(on key: ObjectKey) async throws -> Bool {
        guard let first = try await replace(key, nil, with: [1]), try await replace(key, nil, with: [2]) == nil,
            let second = try await replace(key, first, with: [3]), second != first,
            try await replace(key, first, with: [4]) == nil,
            try await readVersion(key) == VersionedObject(bytes: [3], version: second)
        else { return false }
        try await delete(key)
        return try await replace(key, second, with: [5]) == nil
    }
}
