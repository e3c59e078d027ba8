package import Logging
import OCI
package import Storage

/// Removes what the operator's rules do not keep, while registries serve and build from the same store.
///
/// 1. Look at everything, and decide by the rules (``CollectionPlan``).
/// 2. Remove the records of images that go, so that nobody serves them any more.
/// 3. Remove manifests, then blobs (``Sweep``), each only after another look at what was stored meanwhile.
/// 4. Remove records and leases that lead nowhere or are old, and uploads that began before the grace age and never ended.
///
/// Ended at any moment, it leaves nothing that the next one does not remove. Why a build that runs meanwhile never ends in a broken
/// image: `docs/decisions/0008-collecting-while-building.md`.
package struct Collector: Sendable {
    let store: any ObjectStore
    let rules: CollectingConfiguration
    let images: ImageOptions
    /// How long the store's listings may lag behind what was written.
    let settling: Duration
    let logger: Logger
    /// Seconds since the epoch; only for a look that changes nothing. Else the store says what time it is.
    let clock: @Sendable () -> Double

    /// - Parameters:
    ///   - images: what makes two names the same.
    ///   - settling: how long the store's listings may lag behind what was written.
    package init(
        store: any ObjectStore, rules: CollectingConfiguration, images: ImageOptions,
        settling: Duration = .zero, logger: Logger,
        clock: @escaping @Sendable () -> Double = WallClock.seconds
    ) {
        self.store = store
        self.rules = rules
        self.images = images
        self.settling = settling
        self.logger = logger
        self.clock = clock
    }

    /// What would be removed. Changes nothing.
    package func plan() async throws -> CollectionReport {
        CollectionReport(try await plan(at: Int64(clock())))
    }

    /// Removes it.
    package func collect() async throws -> CollectionReport {
        let now = try await storeTime()
        try await removeDeadLists(now)
        let plan = try await plan(at: now)
        let images = try await removeImages(plan)
        let sweep = Sweep(store: store, plan: plan, settling: settling, logger: logger)
        let manifests = try await sweep.removeManifests()
        let blobs = try await sweep.removeBlobs()
        let records = try await removeRecords(plan, now)
        try await removeStaged(before: now - max(Self.longestUpload, rules.grace.components.seconds))
        return CollectionReport(
            plan,
            removed: .init(
                images: images, manifests: manifests, blobs: blobs.count, bytes: blobs.bytes, records: records))
    }

    /// What cannot be removed costs space; what was collected is reported all the same.
    private func removeStaged(before time: Int64) async throws {
        guard let store = store as? any StagingStore else { return }
        do { try await store.removeStaged(before: time) } catch let error as StorageError {
            logger.warning("uploads that never ended were not removed", metadata: ["reason": "\(error)"])
        }
    }

    /// Seconds after which an upload is not under way any more, however short the grace age is.
    private static let longestUpload: Int64 = 24 * 3600

    /// Of a lease that old, nobody is alive: it would have been renewed.
    private static let longestLease = Duration.seconds(24 * 3600)

    private func plan(at now: Int64) async throws -> CollectionPlan {
        let inventory = try await StoreReader(store: store, logger: logger).inventory()
        return CollectionPlan(inventory, retention: Retention(rules: rules, now: now)) { record in
            // What is no name any more is a version of nothing.
            (try? ImageName(record.name)).map { ImageRequest($0, options: images) }
        }
    }

    /// The store's own time: ages are by its clock, whatever this machine's says.
    private func storeTime() async throws -> Int64 {
        try await CondemnedList.with([], store: store, logger: logger) { _, info in info.modified }
    }

    /// Removes lists of collectors that were killed.
    private func removeDeadLists(_ now: Int64) async throws {
        for try await info in store.list(prefix: Condemned.prefix) where now - info.modified > Condemned.lost {
            try await store.delete(info.key)
        }
    }

    /// Removes the records of images that go. What they were made of stays for learning.
    ///
    /// - Returns: those that it removed.
    private func removeImages(_ plan: CollectionPlan) async throws -> Set<ObjectKey> {
        let images = plan.images.filter { !$0.verdict.isKept }.map(\.image)
        let keys = images.map { ($0.key.object, $0.modified) } + plan.unreadable.map { ($0.key, $0.modified) }
        return Set(
            try await BoundedTasks.map(keys) { key, modified in
                // Built anew since it was looked at: it stays.
                guard try await store.stat(key)?.modified == modified else { return nil }
                try await store.delete(key)
                return key
            })
    }

    /// Removes records that lead nowhere, facts that are old, and leases of dead processes.
    ///
    /// - Returns: how many.
    private func removeRecords(_ plan: CollectionPlan, _ now: Int64) async throws -> Int {
        let keys = try await strayLinks(plan) + (try plan.strayPulls.map { try PullRecord.key($0).object })
        _ = try await BoundedTasks.map(keys) { key -> Void? in try await store.delete(key) }
        var count = keys.count
        // A lease that is held is renewed again and again.
        let passing = [(ObjectKey.leases, max(rules.grace, Self.longestLease)), (LostBlob.prefix, rules.grace)]
        for (prefix, age) in Self.facts.map({ ($0, rules.recordAge) }) + passing {
            // One at a time out of the listing: there may be millions.
            let old = store.list(prefix: prefix).filter { now - $0.modified > age.components.seconds }
            count += try await BoundedTasks.forEach(old) { try await store.delete($0.key) }
        }
        return count
    }

    /// Those that lead nowhere and were not written again since the plan was made.
    private func strayLinks(_ plan: CollectionPlan) async throws -> [ObjectKey] {
        try await BoundedTasks.map(plan.strayLinks) { link in
            try await store.stat(link.key)?.modified == link.modified ? link.key : nil
        }
    }

    /// What can be found out again, what images were made of, and logs.
    private static let facts = [
        "records/attributes/", "records/closures/", "records/trees/", "records/tags/", RecordedImage.prefix, "logs/",
    ]
}

extension Condemned {
    /// Seconds after which a list that was not renewed is a killed collector's, by the store's clock, which counts whole ones.
    fileprivate static let lost: Int64 = 10 * patience.components.seconds
}
