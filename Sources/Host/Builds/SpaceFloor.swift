import Logging
import OCI
import Storage

/// Refuses builds before the disk is full, so that what is known goes on being served, and its small records written.
struct SpaceFloor: Sendable {
    private let store: any SpaceReporting
    private let minimum: Int64
    private let logger: Logger
    private let observe: BuildObserver

    /// nil for a store without limits, and for no minimum.
    init?(store: any ObjectStore, minimum: Int64, logger: Logger, observe: @escaping BuildObserver) {
        guard minimum > 0, let store = store as? any SpaceReporting else { return nil }
        self.store = store
        self.minimum = minimum
        self.logger = logger
        self.observe = observe
    }

    /// - Throws: ``RegistryError`` with `UNAVAILABLE` when less than the minimum is left.
    func check() async throws {
        let free = try await store.freeSpace()
        guard free < minimum else { return }
        observe(.refused)
        logger.error(
            "nothing is built: too little space is left",
            metadata: ["free": "\(free)", "storage.minimumFree": "\(minimum)"])
        throw RegistryError(
            .unavailable, "the registry has too little space left to build images; those that it has are served",
            retryAfter: 60)
    }
}
