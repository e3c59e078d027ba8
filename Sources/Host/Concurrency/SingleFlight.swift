import Synchronization

/// Runs one piece of work per key at a time; who asks meanwhile waits for the same result.
///
/// The work is a task of its own: a caller that gives up stops waiting, but does not stop it, unless ``stopsWhenAbandoned``. It
/// must look for an earlier result first, since a flight may have ended between a caller's own look-up and its call.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Flight {
        /// The caller that began it.
        let first: Int
        var work: Task<Void, Never>?
        var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var callers = 0
        /// Callers whose task was cancelled before they began to wait.
        var gone: Set<Int> = []
    }

    private let state = Mutex(State())
    /// Whether work is cancelled when its last caller gives up. It may then still be ending when the same work is begun anew.
    private let stopsWhenAbandoned: Bool

    init(stopsWhenAbandoned: Bool = false) { self.stopsWhenAbandoned = stopsWhenAbandoned }

    /// - Throws: what `work` throws; `CancellationError` as soon as the caller's own task is cancelled.
    func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let caller = state.withLock { state in
            state.callers += 1
            return state.callers
        }
        defer { _ = state.withLock { $0.gone.remove(caller) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait(for: key, caller, $0, work) }
        } onCancel: {
            leave(key, caller)
        }
    }

    /// Whether work for the key is under way.
    func isFlying(_ key: Key) -> Bool { state.withLock { $0.flights[key] != nil } }

    /// How many callers wait for the key's work.
    func waiting(for key: Key) -> Int { state.withLock { $0.flights[key]?.waiting.count ?? 0 } }

    /// Cancels all work that is under way, and waits until it has ended.
    func cancelAll() async {
        let works = state.withLock { $0.flights.values.compactMap(\.work) }
        for work in works { work.cancel() }
        for work in works { await work.value }
    }

    private func wait(
        for key: Key, _ caller: Int, _ continuation: CheckedContinuation<Value, any Error>,
        _ work: @escaping @Sendable () async throws -> Value
    ) {
        let isGone = state.withLock { state in
            if state.gone.remove(caller) != nil { return true }
            let isNew = state.flights[key] == nil
            state.flights[key, default: Flight(first: caller)].waiting[caller] = continuation
            if isNew { state.flights[key]?.work = Task { await self.fly(key, caller, work) } }
            return false
        }
        if isGone { continuation.resume(throwing: CancellationError()) }
    }

    private func fly(_ key: Key, _ first: Int, _ work: @Sendable () async throws -> Value) async {
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        let flight = state.withLock { state in
            state.flights[key]?.first == first ? state.flights.removeValue(forKey: key) : nil
        }
        for continuation in flight?.waiting.values ?? [:].values { continuation.resume(with: result) }
    }

    private func leave(_ key: Key, _ caller: Int) {
        let (continuation, abandoned) = state.withLock { state in
            let continuation = state.flights[key]?.waiting.removeValue(forKey: caller)
            if continuation == nil { state.gone.insert(caller) }
            guard stopsWhenAbandoned, continuation != nil, state.flights[key]?.waiting.isEmpty == true else {
                return (continuation, Task<Void, Never>?.none)
            }
            return (continuation, state.flights.removeValue(forKey: key)?.work)
        }
        abandoned?.cancel()
        continuation?.resume(throwing: CancellationError())
    }
}
