import Logging
import OCI
import Storage

/// A collector's own list of what it deletes next, and the right to do so.
actor CondemnedList {
    private let records: RecordStore
    private let key: RecordKey<Condemned>
    private var list: Condemned
    /// When the write of the list began that is in the store now.
    private var written = ContinuousClock.now

    private static let renewal = Condemned.validity / 3

    /// The list lapsed between two deletions.
    struct Lapsed: Error, CustomStringConvertible {
        let description = "the store or this machine stood still while parts were removed; run the command again"
    }

    private init(_ digests: [Digest], store: any ObjectStore, logger: Logger) throws {
        records = RecordStore(store: store, memory: 0, logger: logger)
        key = try Condemned.key(String(UInt64.random(in: .min ... .max), radix: 36))
        list = Condemned(digests: digests)
    }

    /// Publishes a list for the length of `body`, and renews it meanwhile.
    ///
    /// - Parameter body: gets the list and its object as the store has it.
    static func with<Result: Sendable>(
        _ digests: [Digest], store: any ObjectStore, logger: Logger,
        _ body: @Sendable (CondemnedList, ObjectInfo) async throws -> Result
    ) async throws -> Result {
        let list = try CondemnedList(digests, store: store, logger: logger)
        do {
            let result = try await renewing(list, body)
            try await list.remove()
            return result
        } catch {
            // Builds wait for a list that stays, and the first error says what is wrong. A task of its own, since this one may
            // have been cancelled.
            await Task { try? await list.remove() }.value
            throw error
        }
    }

    private static func renewing<Result: Sendable>(
        _ list: CondemnedList, _ body: @Sendable (CondemnedList, ObjectInfo) async throws -> Result
    ) async throws -> Result {
        let info = try await list.publish()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: renewal)
                    try await list.renew()
                }
            }
            defer { group.cancelAll() }
            return try await body(list, info)
        }
    }

    /// Deletes an object, unless that takes longer than builds are sure to respect the list.
    ///
    /// - Throws: ``Lapsed``.
    nonisolated func delete(_ key: ObjectKey) async throws {
        let store = records.store
        try await withTimeLimit(try await validityLeft(), Lapsed()) { try await store.delete(key) }
    }

    private func validityLeft() throws -> Duration {
        try checkValid()
        return Condemned.validity - (ContinuousClock.now - written)
    }

    /// - Throws: ``Lapsed``, when builds may not respect the list any more.
    private func checkValid() throws {
        guard ContinuousClock.now - written < Condemned.validity else { throw Lapsed() }
    }

    /// A list that lapsed stays so.
    private func renew() async throws {
        try checkValid()
        list.renewals += 1
        try await write()
    }

    private func publish() async throws -> ObjectInfo {
        try await write()
        guard let info = try await records.store.stat(key.object) else { throw Lapsed() }
        return info
    }

    private func write() async throws {
        let now = ContinuousClock.now
        try await records.set(list, at: key)
        written = now
    }

    private func remove() async throws { try await records.remove(key) }
}
