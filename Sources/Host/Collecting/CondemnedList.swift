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
    /// Whether a build took this collector for dead, and removed the list.
    private var isGone = false
    /// Whether a deletion ended without an answer, so that it may still take place.
    private var isUncertain = false

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
    /// - Parameters:
    ///   - renewal: how often.
    ///   - body: gets the list and its object as the store has it.
    static func with<Result: Sendable>(
        _ digests: [Digest], store: any ObjectStore, renewal: Duration = Condemned.validity / 3, logger: Logger,
        _ body: @Sendable (CondemnedList, ObjectInfo) async throws -> Result
    ) async throws -> Result {
        let list = try CondemnedList(digests, store: store, logger: logger)
        do {
            let result = try await renewing(list, every: renewal, body)
            try await list.remove()
            return result
        } catch {
            // Builds wait for a list that stays, and the first error says what is wrong. A task of its own, since this one may
            // have been cancelled.
            await Task { try? await list.removeIfCertain() }.value
            throw error
        }
    }

    private static func renewing<Result: Sendable>(
        _ list: CondemnedList, every renewal: Duration,
        _ body: @Sendable (CondemnedList, ObjectInfo) async throws -> Result
    ) async throws -> Result {
        let info = try await list.publish()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: renewal)
                    // The next one may be in time.
                    do { try await list.renew() } catch is StorageError {}
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
        let limit = try await validityLeft()
        do {
            try await withTimeLimit(limit, Lapsed()) { try await store.delete(key) }
        } catch {
            await noteUncertain()
            throw error
        }
    }

    private func noteUncertain() { isUncertain = true }

    private func validityLeft() throws -> Duration {
        try checkValid()
        return Condemned.validity - (ContinuousClock.now - written)
    }

    /// - Throws: ``Lapsed``, when builds may not respect the list any more.
    private func checkValid() throws {
        guard !isGone, ContinuousClock.now - written < Condemned.validity else { throw Lapsed() }
    }

    /// A list that lapsed stays so, and one that a build took for a dead collector's.
    private func renew() async throws {
        try checkValid()
        isGone = try await records.store.stat(key.object) == nil
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

    /// A list whose deletions may still take place stays until builds take its collector for dead.
    private func removeIfCertain() async throws {
        if !isUncertain { try await remove() }
    }
}
