package import Logging
package import OCI
package import Storage

/// Remembers what a remote's tags mean: in memory and, where there is one, in the store that replicas share.
///
/// - An answer is used for ``TagLifetimes/fresh`` without asking anybody, one that is true for ever without an end.
/// - Then the store is looked at, where another replica may have a newer answer, and only then the remote is asked: once for
///   all who want the same tag. A caller that is cancelled leaves the question to the others and to later requests.
/// - When the remote cannot be asked, or not as it is configured, its last answer is used up to ``TagLifetimes/stale``, with a
///   warning, and it is left alone for ten seconds.
/// - A tag that the remote no longer knows is forgotten.
package final class TagMemory<Remote: RemoteSource>: PackageSource, BackgroundWork {
    private let remote: Remote
    private let pins: AnswerMemory<SourcePin>
    private let lists: AnswerMemory<[String]>

    package var name: String { remote.name }

    /// - Parameters:
    ///   - store: shared by replicas, which outlives the process; nil for memory only.
    ///   - clock: seconds since the epoch.
    package init(
        _ remote: Remote, lifetimes: TagLifetimes, store: (any ObjectStore)?, logger: Logger,
        clock: @escaping @Sendable () -> Double = WallClock.seconds
    ) {
        self.remote = remote
        let records = store.map { AnswerRecords<SourcePin>(store: $0, identity: remote.identity, logger: logger) }
        pins = AnswerMemory(lifetimes: lifetimes, records: records, clock: clock, isFixed: \.isFixed) {
            !$0.isUnchecked
        }
        lists = AnswerMemory(
            lifetimes: lifetimes, records: nil, clock: clock, isFixed: { _ in false }, isRecorded: { _ in true })
    }

    package func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        let found = try await pins.find(tag.value, logger: logger) { [remote] in
            try await remote.pin(tag, logger: logger)
        }
        var pinned = remote.packages(at: found.value)
        pinned.warning = found.staleness.map { "\($0.reason); '\(tag)' is what it was \($0.ageText) ago" }
        return pinned
    }

    package func cancelWork() async {
        await pins.cancelAll()
        await lists.cancelAll()
    }
}

extension TagMemory: TagListing where Remote: TagListing {
    package func tags(logger: Logger) async throws -> [Tag] {
        let found = try await lists.find("", logger: logger) { [remote] in
            try await remote.tags(logger: logger).map(\.value)
        }
        return try found.value.map { try Tag($0) }
    }
}
