import OCI
import Storage
import Synchronization

/// Which blobs were seen in the store lately, so that a manifest need not look for each of its layers at every request.
final class BlobTrust: Sendable {
    private let store: any ObjectStore
    /// How long what was seen is believed in.
    let lifetime: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let seen = Mutex<[Digest: ContinuousClock.Instant]>([:])
    /// Those that were found to have wrong bytes and not stored anew since.
    private let damaged = Mutex<Set<Digest>>([])
    private static let limit = 200_000

    init(
        store: any ObjectStore, lifetime: Duration = .seconds(300),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.lifetime = lifetime
        self.now = now
    }

    /// The blob is there: it was just looked for, or stored.
    func saw(_ digest: Digest) {
        let instant = now()
        _ = damaged.withLock { $0.remove(digest) }
        seen.withLock { seen in
            if seen.count >= Self.limit { seen = seen.filter { instant - $0.value < lifetime } }
            if seen.count < Self.limit { seen[digest] = instant }
        }
    }

    func distrust(_ digest: Digest) {
        seen.withLock { $0[digest] = nil }
    }

    /// The bytes under its name are not the blob's: it counts as gone until it is stored anew.
    func foundDamaged(_ digest: Digest) {
        distrust(digest)
        damaged.withLock { damaged in
            if damaged.count < Self.limit { damaged.insert(digest) }
        }
    }

    /// Looks for the blob unless it was seen lately.
    func isThere(_ digest: Digest) async throws -> Bool {
        if damaged.withLock({ $0.contains(digest) }) { return false }
        if notSeen(of: [digest]).isEmpty { return true }
        guard try await store.stat(.blob(digest)) != nil else { return false }
        saw(digest)
        return true
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

    /// Those that were not seen lately.
    private func notSeen(of digests: [Digest]) -> [Digest] {
        let instant = now()
        return seen.withLock { seen in
            digests.filter { digest in seen[digest].map { instant - $0 >= lifetime } ?? true }
        }
    }
}
