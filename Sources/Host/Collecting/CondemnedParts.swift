import Logging
import OCI
import Storage

/// What a build asks once its manifests are stored and before its image is known: is everything there, and does it stay?
///
/// The argument is in `docs/decisions/0008-collecting-while-building.md`. In short: a collector lists what it will delete, then looks
/// at the manifests once more, then deletes; a build stores its manifests, then looks at the lists. One of the two sees the other.
struct CondemnedParts: Sendable {
    let store: any ObjectStore
    let logger: Logger
    /// See ``Condemned/patience``.
    var patience = Condemned.patience
    /// Between two looks at a list.
    var pause = Duration.milliseconds(250)

    /// Waits until no collector is about to delete a part of the image, and then looks for each in the store.
    ///
    /// - Returns: the parts that are gone.
    func missing(of record: ImageRecord) async throws -> [Digest] {
        try await waitForCollectors(of: Set(record.manifests + record.blobs))
        let keys =
            try record.manifests.map { ($0, try ObjectKey.manifest($0)) }
            + record.blobs.map { ($0, try ObjectKey.blob($0)) }
        // The client is waiting, and an image has not many.
        return try await BoundedTasks.map(keys, atOnce: keys.count) { digest, key in
            try await store.stat(key) == nil ? digest : nil
        }
    }

    private func waitForCollectors(of parts: Set<Digest>) async throws {
        for try await object in store.list(prefix: Condemned.prefix) {
            try await wait(for: RecordKey(object: object.key), parts)
        }
    }

    /// Waits until a list is gone, or has not changed for so long that its collector is dead. Then it is removed.
    private func wait(for key: RecordKey<Condemned>, _ parts: Set<Digest>) async throws {
        let records = RecordStore(store: store, memory: 0, logger: logger)
        var last: Condemned?
        var since = ContinuousClock.now
        while let list = try await records.getStored(key), !parts.isDisjoint(with: list.digests) {
            if list != last { (last, since) = (list, .now) }
            if ContinuousClock.now - since >= patience { return try await records.remove(key) }
            try await Task.sleep(for: pause)
        }
    }
}
