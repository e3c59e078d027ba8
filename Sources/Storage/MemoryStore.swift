import Glibc
import Synchronization

/// Objects in this process's memory, for tests and for registries that need not outlive their process.
package final class MemoryStore: ObjectStore {
    /// An object's bytes and the time of its write.
    struct Object {
        let bytes: [UInt8]
        let modified: Int64
        let version: ObjectVersion
    }

    package let name = "memory"
    let objects = Mutex<[ObjectKey: Object]>([:])
    /// How many writes there were.
    private let writes = Atomic<Int>(0)

    package init() {}

    package func stat(_ key: ObjectKey) async throws -> ObjectInfo? {
        objects.withLock { $0[key] }.map { MemoryStore.info(key, $0) }
    }

    package func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        guard let bytes = objects.withLock({ $0[key]?.bytes }) else { return nil }
        let size = Int64(bytes.count)
        let range = try ObjectBody.resolve(range, size: size, key: key)
        return ObjectBody(size: size, range: range, chunks: MemoryStore.chunks(of: bytes, in: range))
    }

    package func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try Task.checkCancellation()
        let object = makeObject(bytes)
        return objects.withLock { objects in
            if condition == .absent, objects[key] != nil { return false }
            objects[key] = object
            return true
        }
    }

    @discardableResult
    package func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        let writer = MemoryWriter()
        let key = try await body(writer)
        _ = try await put(writer.finish(), at: key, condition: .always)
        return key
    }

    package func delete(_ key: ObjectKey) async throws {
        objects.withLock { _ = $0.removeValue(forKey: key) }
    }

    package func list(prefix: String) -> ObjectStream<ObjectInfo> {
        let found = objects.withLock { objects in
            objects.filter { $0.key.value.utf8.starts(with: prefix.utf8) }.map { MemoryStore.info($0.key, $0.value) }
        }
        return ObjectStream(found.sorted { $0.key < $1.key })
    }

    /// What a write puts in place, with a version of its own.
    func makeObject(_ bytes: [UInt8]) -> Object {
        let number = writes.add(1, ordering: .relaxed).newValue
        return Object(bytes: bytes, modified: Int64(time(nil)), version: ObjectVersion(text: "\(number)"))
    }

    private static func info(_ key: ObjectKey, _ object: Object) -> ObjectInfo {
        ObjectInfo(key: key, size: Int64(object.bytes.count), modified: object.modified)
    }

    private static func chunks(of bytes: [UInt8], in range: Range<Int64>) -> ObjectStream<[UInt8]> {
        let position = Mutex(range.lowerBound)
        return ObjectStream {
            let start = position.withLock { position in
                defer { position = min(position + ObjectBody.chunkSize, range.upperBound) }
                return position
            }
            guard start < range.upperBound else { return nil }
            return Array(bytes[Int(start)..<Int(min(start + ObjectBody.chunkSize, range.upperBound))])
        }
    }
}

/// Collects the bytes of one upload to memory.
private final class MemoryWriter: ObjectWriter {
    /// nil once the upload is over.
    private let bytes = Mutex<[UInt8]?>([])

    func write(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        let isOpen = self.bytes.withLock { collected in
            collected?.append(contentsOf: bytes)
            return collected != nil
        }
        guard isOpen else { throw StorageError(.failed, key: "memory", cause: "the upload is over") }
    }

    /// Everything written; nothing can be written afterwards.
    func finish() -> [UInt8] {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes ?? []
        }
    }
}
