package import Logging
package import OCI
package import Storage

/// Remembers what a remote's tags mean: in memory and, where there is one, in the store that replicas share.
package final class TagMemory<Remote: RemoteSource>: PackageSource {
    private let remote: Remote

    package var name: String { remote.name }

    package init(
        _ remote: Remote, lifetimes: TagLifetimes, store: (any ObjectStore)?, logger: Logger
    ) {
        self.remote = remote
    }

    package func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        remote.packages(at: try await remote.pin(tag, logger: logger))
    }
}

extension TagMemory: TagListing where Remote: TagListing {
    package func tags(logger: Logger) async throws -> [Tag] { try await remote.tags(logger: logger) }
}

/// How long an answer about a tag is used.
package struct TagLifetimes: Hashable, Sendable {
    /// An answer is used so long without asking again.
    package var fresh: Duration
    /// When the remote cannot be asked, an answer up to this age is used, with a warning.
    package var stale: Duration

    package init(fresh: Duration, stale: Duration = .seconds(86_400)) {
        self.fresh = fresh
        self.stale = stale
    }
}
