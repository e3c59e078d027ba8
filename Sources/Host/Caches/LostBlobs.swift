import Logging
import OCI
import Storage
import Synchronization

/// Tells the other registries on a store of blobs that are gone or damaged, and hears of theirs: each believes for a while in what it
/// has seen, and the one that a client asks for a blob is not always the one that gave out the manifest.
final class LostBlobs: Sendable {
    private let records: RecordStore
    private let trust: BlobTrust
    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let writes = BackgroundWrites()
    /// When each was told of last.
    private let handled = BoundedTable<Digest, ContinuousClock.Instant>(limit: 100_000)
    private let heard = Mutex<(last: ContinuousClock.Instant?, times: [Digest: Int64])>((nil, [:]))

    /// Between two looks at what others found, and before one blob is told of again.
    static let pause = Duration.seconds(5)

    init(
        store: any ObjectStore, trust: BlobTrust, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        records = RecordStore(store: store, memory: 0, logger: logger)
        self.trust = trust
        self.logger = logger
        self.now = now
    }

    /// A blob that a client asked for is not there. Nobody waits for telling it.
    func found(missing digest: Digest) {
        trust.distrust(digest)
        inBackground(digest) { try await self.tell(of: digest, written: nil) }
    }

    /// A blob's bytes are not those of its name. Nobody waits for telling it.
    func found(damaged digest: Digest) async throws {
        // It may have been stored anew meanwhile: then that is done once more.
        guard let written = try await records.store.stat(.blob(digest))?.modified else { return found(missing: digest) }
        trust.foundDamaged(digest, written: written)
        inBackground(digest) { try await self.tell(of: digest, written: written) }
    }

    /// Hears what others found, every few seconds.
    func hear() async throws {
        let instant = now()
        let (isDue, known) = heard.withLock { heard in
            if let last = heard.last, instant - last < Self.pause { return (false, heard.times) }
            heard.last = instant
            return (true, heard.times)
        }
        guard isDue else { return }
        var times: [Digest: Int64] = [:]
        for try await info in records.store.list(prefix: LostBlob.prefix) {
            guard let digest = info.key.digest else { continue }
            times[digest] = info.modified
            guard known[digest] != info.modified, let lost = try await records.getStored(LostBlob.key(digest)) else {
                continue
            }
            if let written = lost.written {
                trust.foundDamaged(digest, written: written)
            } else {
                trust.distrust(digest)
            }
        }
        heard.withLock { $0.times = times }
    }

    /// Waits for what is under way.
    func finish() async { await writes.finish() }

    private func tell(of digest: Digest, written: Int64?) async throws {
        guard try await isOurs(digest) else { return }
        logger.warning(
            "a blob is gone or damaged; the next pull stores it anew",
            metadata: ["digest": "\(digest)", "damaged": "\(written != nil)"])
        try await records.set(LostBlob(written: written), at: LostBlob.key(digest))
    }

    /// Whether the blob was ever stored: anybody may ask for any digest.
    private func isOurs(_ digest: Digest) async throws -> Bool {
        if try await records.store.stat(OriginRecord.key(digest).object) != nil { return true }
        return try await records.store.stat(PullRecord.key(digest).object) != nil
    }

    private func inBackground(_ digest: Digest, _ work: @escaping @Sendable () async throws -> Void) {
        let instant = now()
        if let last = handled[digest], instant - last < Self.pause { return }
        handled.insert(instant, for: digest, cost: 1)
        // One that is left out for there are too many is found by the next request.
        _ = writes.begin { [logger] in
            do { try await work() } catch {
                logger.warning("a lost blob was not told of", metadata: ["digest": "\(digest)", "reason": "\(error)"])
            }
        }
    }
}
