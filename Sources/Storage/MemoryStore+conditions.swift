import Synchronization

extension MemoryStore: ConditionalStore {
    package func readVersion(_ key: ObjectKey) async throws -> VersionedObject? {
        objects.withLock { $0[key] }.map { VersionedObject(bytes: $0.bytes, version: $0.version) }
    }

    package func replace(
        _ key: ObjectKey, _ version: ObjectVersion?, with bytes: [UInt8]
    ) async throws -> ObjectVersion? {
        try Task.checkCancellation()
        let object = makeObject(bytes)
        return objects.withLock { objects in
            guard objects[key]?.version == version else { return nil }
            objects[key] = object
            return object.version
        }
    }
}
