import Logging
import Storage

/// Sees to it that of all processes on a store one does a piece of work at a time, and the others wait for what it does.
///
/// Nothing that is stored is wrong without it: what it saves is doing the same work twice. So its own trouble never fails
/// the work, which then goes on without a lease (docs/decisions/0010).
package struct LeaseKeeper: Sendable {
    private let store: any ConditionalStore
    private let time: LeaseTime
    private let logger: Logger
    private let observe: BuildObserver
    /// Leases are given up beside what comes next.
    private let releases = BackgroundWrites()

    init(store: any ConditionalStore, time: LeaseTime, logger: Logger, observe: @escaping BuildObserver) {
        self.store = store
        self.time = time
        self.logger = logger
        self.observe = observe
    }

    /// Does a piece of work, or waits until another process has done it.
    ///
    /// The caller has looked for a result before. No lease is held while a place for the work is waited for, and no place
    /// while another's lease is: who holds a lease is at work.
    ///
    /// - Parameters:
    ///   - key: names the work.
    ///   - known: looks for the result in the store; nil where there is none.
    ///   - place: runs its argument when there is a place for it.
    func run<Value: Sendable>(
        _ key: ObjectKey, known: @escaping @Sendable () async throws -> Value?,
        place: (() async throws -> Value?) async throws -> Value? = { try await $0() },
        work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        var dead: ObjectVersion?
        while true {
            if let value = try await place({ try await attempt(key, over: dead, known, work) }) { return value }
            switch try await wait(key, known) {
            case .known(let value): return value
            case .free(let version): dead = version
            case nil: if let value = try await place(work) { return value }
            }
        }
    }

    /// Waits until the leases are given up whose work has ended.
    func finish() async { await releases.finish() }

    /// - Returns: nil when somebody else has the lease.
    private func attempt<Value: Sendable>(
        _ key: ObjectKey, over dead: ObjectVersion?, _ known: () async throws -> Value?,
        _ work: () async throws -> Value
    ) async throws -> Value? {
        let lease: Lease?
        do {
            lease = try await Lease.take(key, over: dead, store: store, time: time, logger: logger)
        } catch let error as StorageError {
            failed(key, error)
            return try await work()
        }
        guard let lease else { return nil }
        note(dead == nil ? .taken : .takenOver, key)
        return try await lease.hold(
            releases: releases, onLoss: { note(.lost, key) },
            during: {
                // Another may have done it since the caller looked, and given the lease up.
                if let value = try await known() { return value }
                return try await work()
            })
    }

    /// - Returns: nil when the store does not answer.
    private func wait<Value: Sendable>(
        _ key: ObjectKey, _ known: () async throws -> Value?
    ) async throws -> LeaseWatch.End<Value>? {
        note(.waited, key)
        do {
            return try await LeaseWatch(key: key, store: store, time: time).wait(known)
        } catch let error as StorageError {
            failed(key, error)
            return nil
        }
    }

    private func note(_ event: LeaseEvent, _ key: ObjectKey) {
        observe(.lease(event))
        switch event {
        case .takenOver: logger.notice("a process no longer does what it began", metadata: ["lease": "\(key)"])
        case .lost: logger.warning("a lease was lost; work may be done twice", metadata: ["lease": "\(key)"])
        default: logger.debug("lease", metadata: ["lease": "\(key)", "event": "\(event.rawValue)"])
        }
    }

    private func failed(_ key: ObjectKey, _ error: StorageError) {
        observe(.lease(.failed))
        logger.warning(
            "there is no lease: work may be done twice", metadata: ["lease": "\(key)", "reason": "\(error)"])
    }
}
