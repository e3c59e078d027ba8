import Logging
import OCI
import Storage

/// Small records in the object store behind a bounded table in memory.
///
/// Records are idempotent: whoever writes one writes the same, so neither the table nor a lost race can do harm.
final class RecordStore: Sendable {
    let store: any ObjectStore
    private let table: BoundedTable<ObjectKey, any Sendable>
    private let logger: Logger

    /// - Parameter memory: bytes of records (in their JSON form) to keep decoded.
    init(store: any ObjectStore, memory: Int, logger: Logger) {
        self.store = store
        table = BoundedTable(limit: memory)
        self.logger = logger
    }

    /// The record, or nil where there is none.
    func get<Record>(_ key: RecordKey<Record>) async throws -> Record? {
        if let record = table[key.object] as? Record { return record }
        return try await getStored(key)
    }

    /// The record as it is in the store now: for records that may be deleted by another process.
    func getStored<Record>(_ key: RecordKey<Record>) async throws -> Record? {
        guard let bytes = try await store.readAll(key.object) else { return nil }
        do {
            let record = try CanonicalJSON.decode(Record.self, from: bytes)
            table.insert(record, for: key.object, cost: bytes.count)
            return record
        } catch {
            // Not ours or damaged: as good as absent, and the next write replaces it.
            logger.warning("ignoring an unreadable record", metadata: ["key": "\(key.object)"])
            return nil
        }
    }

    func set<Record>(_ record: Record, at key: RecordKey<Record>) async throws {
        let bytes = try CanonicalJSON.encode(record)
        _ = try await store.put(bytes, at: key.object, condition: .always)
        table.insert(record, for: key.object, cost: bytes.count)
    }

    /// Writes several records side by side, because each waits for the disk more than once.
    func set<Record>(_ records: [(record: Record, key: RecordKey<Record>)]) async throws {
        try await withThrowingTaskGroup { group in
            for (record, key) in records {
                group.addTask { try await self.set(record, at: key) }
            }
            try await group.waitForAll()
        }
    }

    /// Writes the record unless there is one.
    ///
    /// - Returns: the one that is there afterwards, and whether it is the one given.
    func setIfAbsent<Record>(
        _ record: Record, at key: RecordKey<Record>
    ) async throws -> (record: Record, isNew: Bool) {
        let bytes = try CanonicalJSON.encode(record)
        if try await store.put(bytes, at: key.object, condition: .absent) {
            table.insert(record, for: key.object, cost: bytes.count)
            return (record, true)
        }
        if let winner = try await get(key) { return (winner, false) }
        try await set(record, at: key)
        return (record, true)
    }

    func remove<Record>(_ key: RecordKey<Record>) async throws {
        table.remove(key.object)
        try await store.delete(key.object)
    }
}
