import OCI
import Storage
import Synchronization

/// Which blobs were seen in the store lately, so that a manifest need not look for each of its layers at every request.
final class BlobTrust: Sendable {
    private struct State {
        var seen: [Digest: ContinuousClock.Instant] = [:]
        /// Those that were found to have wrong bytes, and when these were written, in seconds since the epoch by the store's clock.
        var damaged: [Digest: Int64] = [:]
    }

    private let store: any ObjectStore
    /// How long what was seen is believed in.
    let lifetime: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())
    private static let limit = 200_000

    init(
        store: any ObjectStore, lifetime: Duration = .seconds(300),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.lifetime = lifetime
        self.now = now
    }

    /// The blob was just stored.
    func stored(_ digest: Digest) {
        let instant = now()
        state.withLock { state in
            state.damaged[digest] = nil
            note(digest, instant, &state)
        }
    }

    func distrust(_ digest: Digest) {
        state.withLock { $0.seen[digest] = nil }
    }

    /// The bytes under its name are not the blob's: it counts as gone until it is stored anew, by whomever.
    ///
    /// - Parameter written: when they were written, in seconds since the epoch by the store's clock.
    func foundDamaged(_ digest: Digest, written: Int64) {
        state.withLock { state in
            state.seen[digest] = nil
            if state.damaged.count < Self.limit { state.damaged[digest] = written }
        }
    }

    /// Looks for the blob unless it was seen lately.
    func isThere(_ digest: Digest) async throws -> Bool {
        if notSeen(of: [digest]).isEmpty { return true }
        guard let info = try await store.stat(.blob(digest)) else { return false }
        let instant = now()
        return state.withLock { state in
            if state.damaged[digest] == info.modified { return false }
            note(digest, instant, &state)
            return true
        }
    }

    /// The blobs that are gone; the ones not seen lately are looked for together.
    func missing(of digests: [Digest]) async throws -> [Digest] {
        let notSeen = notSeen(of: digests)
        // The usual case, many times a second: no task for each layer.
        if notSeen.isEmpty { return [] }
        return try await withThrowingTaskGroup(of: Digest?.self) { group in
            for digest in notSeen {
                group.addTask { try await self.isThere(digest) ? nil : digest }
            }
            var missing: [Digest] = []
            for try await digest in group {
                if let digest { missing.append(digest) }
            }
            return missing
        }
    }

    private func note(_ digest: Digest, _ instant: ContinuousClock.Instant, _ state: inout State) {
        if state.seen.count >= Self.limit { state.seen = state.seen.filter { instant - $0.value < lifetime } }
        if state.seen.count < Self.limit { state.seen[digest] = instant }
    }

    /// Those that were not seen lately.
    private func notSeen(of digests: [Digest]) -> [Digest] {
        let instant = now()
        return state.withLock { state in
            digests.filter { digest in state.seen[digest].map { instant - $0 >= lifetime } ?? true }
        }
    }
}
