import Logging
import Storage

/// A lease that this process took: an object that nobody else replaces as long as it changes.
///
/// Renewing replaces just the version that was written last, so the store says whether the lease is still held. Once the last
/// renewal that succeeded began longer ago than the lifetime, others may have taken it over.
actor Lease {
    /// Names this lease among all.
    private let holder: String
    private let key: ObjectKey
    private let store: any ConditionalStore
    private let time: LeaseTime
    private let logger: Logger
    private var version: ObjectVersion
    private var renewals = 0
    /// When the write began that is in the store now.
    private var written: ContinuousClock.Instant
    private var isLost = false

    /// Takes a lease.
    ///
    /// - Parameter version: of the lease of a dead process; nil where there is none.
    /// - Returns: nil when somebody else was faster.
    static func take(
        _ key: ObjectKey, over version: ObjectVersion?, store: any ConditionalStore, time: LeaseTime, logger: Logger
    ) async throws -> Lease? {
        let holder = String(UInt64.random(in: 0 ... .max), radix: 36)
        let began = time.now()
        let new = try await store.replace(key, version, with: contents(holder, 0, time))
        return new.map {
            Lease(holder: holder, key: key, version: $0, written: began, store: store, time: time, logger: logger)
        }
    }

    private init(
        holder: String, key: ObjectKey, version: ObjectVersion, written: ContinuousClock.Instant,
        store: any ConditionalStore, time: LeaseTime, logger: Logger
    ) {
        self.holder = holder
        self.key = key
        self.store = store
        self.time = time
        self.logger = logger
        self.version = version
        self.written = written
    }

    /// No two leases and no two renewals have the same.
    private static func contents(_ holder: String, _ renewals: Int, _ time: LeaseTime) -> [UInt8] {
        Array("\(holder) \(renewals) \(time.lifetime.components.seconds)".utf8)
    }

    private var contents: [UInt8] { Self.contents(holder, renewals, time) }

    /// How long a lease is to be respected by what stands in it; nil where it is nobody's of ours.
    static func lifetime(in contents: [UInt8]) -> Duration? {
        let words = String(decoding: contents, as: UTF8.self).split(separator: " ")
        return words.count == 3 ? Int64(words[2]).map { .seconds($0) } : nil
    }

    /// Renews the lease during some work, and then gives it up. Whatever becomes of the lease, the work goes on.
    ///
    /// - Parameters:
    ///   - releases: takes the last write.
    ///   - onLoss: is called at most once.
    nonisolated func hold<Value: Sendable>(
        releases: BackgroundWrites, onLoss: @escaping @Sendable () -> Void, during work: () async throws -> Value
    ) async throws -> Value {
        let result: Result<Value, any Error> = await withTaskGroup(of: Void.self) { group in
            group.addTask { if await self.renewUntilLost() { onLoss() } }
            defer { group.cancelAll() }
            do { return .success(try await work()) } catch { return .failure(error) }
        }
        if await !release(by: releases) { onLoss() }
        return try result.get()
    }

    /// - Returns: true once the lease is another's; false when the task is cancelled.
    private func renewUntilLost() async -> Bool {
        while true {
            do {
                try await time.sleep(time.renewal)
                if try await !renew() { return true }
            } catch let error as StorageError {
                // The next one may be in time.
                logger.warning("a lease could not be renewed", metadata: ["key": "\(key)", "reason": "\(error)"])
            } catch { return false }
        }
    }

    /// - Returns: false when the lease is another's.
    private func renew() async throws -> Bool {
        let began = time.now()
        renewals += 1
        let (contents, tooLong) = (contents, StorageError(.failed, key: key.value, cause: "the store takes too long"))
        // One that hangs leaves time for the next.
        let new = try await withTimeLimit(time.renewal, tooLong) { [store, key, version] in
            try await store.replace(key, version, with: contents)
        }
        if let new {
            (version, written) = (new, began)
            return true
        }
        // A write may have taken place that was taken for failed.
        guard let found = try await store.readVersion(key), isOurs(found.bytes) else {
            isLost = true
            return false
        }
        version = found.version
        return true
    }

    private func isOurs(_ contents: [UInt8]) -> Bool { contents.starts(with: "\(holder) ".utf8) }

    /// Begins to remove the lease, unless others may have taken it over.
    ///
    /// - Returns: false when they may, and it was not said before.
    private func release(by releases: BackgroundWrites) -> Bool {
        if isLost { return true }
        guard time.now() - written < time.lifetime else { return false }
        // One that is not removed is dead for others after a while.
        _ = releases.begin { [store, key, logger] in
            do { try await store.delete(key) } catch {
                logger.warning("a lease could not be given up", metadata: ["key": "\(key)", "reason": "\(error)"])
            }
        }
        return true
    }
}
