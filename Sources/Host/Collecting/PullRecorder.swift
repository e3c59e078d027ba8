package import Logging
import OCI
package import Storage

/// Notes that images are pulled, for the rule `gc.pulledWithin`: one small write for each image and day, beside the requests. No
/// pull waits for it or fails with it.
package final class PullRecorder: Sendable {
    private let records: RecordStore
    private let clock: @Sendable () -> Double
    private let logger: Logger
    private let writes = BackgroundWrites()
    /// The day on which each manifest and configuration was noted last by this process.
    private let noted = BoundedTable<Digest, Int>(limit: 200_000)

    /// - Parameter clock: seconds since the epoch.
    package init(
        store: any ObjectStore, clock: @escaping @Sendable () -> Double = WallClock.seconds, logger: Logger
    ) {
        records = RecordStore(store: store, memory: 0, logger: logger)
        self.clock = clock
        self.logger = logger
    }

    /// Begins to note a pull, unless it is known of this day.
    func note(_ manifest: StoredManifest) {
        let day = Int(clock() / Double(PullRecord.day))
        guard noted[manifest.digest] != day else { return }
        noted.insert(day, for: manifest.digest, cost: 1)
        let isBegun = writes.begin { await self.write(manifest, day: day) }
        if !isBegun { forget(manifest, reason: "the store is too slow") }
    }

    /// Waits for what is under way.
    package func finish() async { await writes.finish() }

    private func write(_ manifest: StoredManifest, day: Int) async {
        do {
            let parsed = try CanonicalJSON.decode(Manifest.self, from: manifest.bytes)
            let config = parsed.config.digest
            // Another manifest of the same image, or another replica, may have been noted.
            guard noted[config] != day else { return }
            let key = try PullRecord.key(config)
            if try await records.getStored(key)?.day != day { try await records.set(PullRecord(day: day), at: key) }
            noted.insert(day, for: config, cost: 1)
        } catch {
            forget(manifest, reason: "\(error)")
        }
    }

    /// The next pull tries again.
    private func forget(_ manifest: StoredManifest, reason: String) {
        noted.remove(manifest.digest)
        logger.warning("a pull was not noted", metadata: ["reason": "\(reason)"])
    }
}
