package import Logging
package import Nix
import OCI
import ServiceLifecycle
import Synchronization

/// Looks, in the background of a start, whether the configured source gives a package set at all. Until it is known the
/// registry is not ready; when it does not, the process ends with the reason.
package final class StartupCheck: Service {
    private enum State {
        case waiting
        case ready
    }

    private let source: any PackageSource
    private let nix: NixClient
    private let system: String
    private let logger: Logger
    private let state = Mutex(State.waiting)

    package init(source: any PackageSource, nix: NixClient, system: String, logger: Logger) {
        self.source = source
        self.nix = nix
        self.system = system
        self.logger = logger
    }

    /// One sentence while it is not known whether the package set can be used, then nil.
    package var notReady: String? {
        state.withLock { $0 == .waiting ? "the package set has not been looked at yet" : nil }
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.check() }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            // Being told to stop is no finding about the package set.
            return
        }
        // A service that returns would end the others.
        try await gracefulShutdown()
    }

    private func check() async throws {
        do {
            let pinned = try await source.resolve(.latest, logger: logger)
            try await pinned.withRequest(system: system, names: [], logger: logger) { request in
                try await nix.checkPackageSet(request, logger: logger)
            }
            logger.info("the package set can be used", metadata: ["revision": "\(pinned.displayRevision)"])
        } catch SourceError.unknownTag(let tag, near: _) {
            logger.notice("the package source has no such tag, so nothing was looked at", metadata: ["tag": "\(tag)"])
        } catch SourceError.unavailable(let reason) {
            // A remote that is down now may be up at the first request.
            logger.warning("the package source cannot be asked yet", metadata: ["reason": "\(reason)"])
        }
        state.withLock { $0 = .ready }
    }
}
