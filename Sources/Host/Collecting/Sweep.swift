import Logging
import OCI
import Storage

/// Deletes what a plan says, a list of condemned parts after the other, and looks before each list what was stored meanwhile.
struct Sweep: Sendable {
    let store: any ObjectStore
    let plan: CollectionPlan
    /// How long the store's listings may lag behind what was written.
    let settling: Duration
    let logger: Logger

    /// Parts in a list: builds that need one of them wait until the list is done.
    private static let batch = 4000

    /// - Returns: how many.
    func removeManifests() async throws -> Int {
        try await inLists(plan.manifests.keys.sorted()) { digests, list in
            let staying = try await staying()
            let gone = digests.filter { !staying.digests.contains($0) }
            return try await delete(gone, list) { try .manifest($0) }.count
        }.reduce(0, +)
    }

    /// - Returns: how many, and their sizes together.
    func removeBlobs() async throws -> (count: Int, bytes: Int64) {
        let links = plan.links
        let removed = try await inLists(plan.blobs.keys.sorted()) { digests, list in
            let staying = try await staying()
            let gone = digests.filter { !staying.parts.contains($0) }
            _ = try await BoundedTasks.map(gone.flatMap { links[$0] ?? [] }) { key -> Void? in
                try await list.delete(key)
            }
            return try await delete(gone, list) { try .blob($0) }
        }.joined()
        return (removed.count, removed.reduce(0) { $0 + (plan.blobs[$1]?.size ?? 0) })
    }

    /// What was written or pulled since the plan was made, or is young anyway.
    private func staying() async throws -> StayingManifests {
        let reader = StoreReader(store: store, logger: logger)
        let pulls = try await reader.pulls()
        let manifests = try await reader.manifests(known: plan.knownManifests)
        return StayingManifests(manifests, pulls: pulls, retention: plan.retention)
    }

    /// Runs `body` with each piece of what shall go, while a list of it is published.
    private func inLists<Result: Sendable>(
        _ digests: [Digest], _ body: @escaping @Sendable ([Digest], CondemnedList) async throws -> Result
    ) async throws -> [Result] {
        var results: [Result] = []
        for start in stride(from: 0, to: digests.count, by: Self.batch) {
            let piece = Array(digests[start..<min(start + Self.batch, digests.count)])
            let result = try await CondemnedList.with(piece, store: store, logger: logger) { list, _ in
                // Until builds see the list, and the next look what they wrote before.
                try await Task.sleep(for: settling)
                return try await body(piece, list)
            }
            results.append(result)
        }
        return results
    }

    /// Deletes those that were not written again meanwhile: what was is of a build or of another collector's making.
    ///
    /// - Returns: the ones that it deleted.
    private func delete(
        _ digests: [Digest], _ list: CondemnedList, key: @escaping @Sendable (Digest) throws -> ObjectKey
    ) async throws -> [Digest] {
        try await BoundedTasks.map(digests) { digest in
            let key = try key(digest)
            guard let info = try await store.stat(key), !plan.retention.isYoung(info.modified) else { return nil }
            try await list.delete(key)
            return digest
        }
    }
}
