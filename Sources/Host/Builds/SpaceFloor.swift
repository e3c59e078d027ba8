import Logging
import OCI
import Storage
import Synchronization

/// Refuses builds before the disk is full, so that what is known goes on being served, and its small records written.
final class SpaceFloor: Sendable {
    private let store: any SpaceReporting
    private let minimum: Int64
    private let logger: Logger
    private let observe: BuildObserver
    /// Bytes that work under way may still write.
    private let reserved = Mutex<Int64>(0)

    /// nil for a store without limits, and for no minimum. (As an initialiser that may fail it ends Swift 6.3's optimiser.)
    static func of(
        _ store: any ObjectStore, minimum: Int64, logger: Logger, observe: @escaping BuildObserver
    ) -> SpaceFloor? {
        guard minimum > 0, let store = store as? any SpaceReporting else { return nil }
        return SpaceFloor(store, minimum: minimum, logger: logger, observe: observe)
    }

    private init(
        _ store: any SpaceReporting, minimum: Int64, logger: Logger, observe: @escaping BuildObserver
    ) {
        self.store = store
        self.minimum = minimum
        self.logger = logger
        self.observe = observe
    }

    /// Sets bytes aside for what is about to be written; they are given back as they are written, and with the reservation.
    ///
    /// - Throws: what ``check()`` does.
    func reserve(_ bytes: Int64) async throws -> Reservation {
        let reservation = Reservation(bytes, of: self)
        try await check()
        return reservation
    }

    /// - Throws: ``RegistryError`` with `UNAVAILABLE` when less than the minimum would be left after all that is under way.
    func check() async throws {
        let free = try await store.freeSpace() - reserved.withLock { $0 }
        guard free < minimum else { return }
        observe(.refused)
        logger.error(
            "nothing is built: too little space is left",
            metadata: ["free": "\(free)", "storage.minimumFree": "\(minimum)"])
        throw RegistryError(
            .unavailable, "the registry has too little space left to build images; those that it has are served",
            retryAfter: 60)
    }

    /// Space that is set aside as long as this is held.
    final class Reservation: Sendable {
        private let floor: SpaceFloor
        private let left: Mutex<Int64>

        fileprivate init(_ bytes: Int64, of floor: SpaceFloor) {
            self.floor = floor
            left = Mutex(bytes)
            floor.reserved.withLock { $0 += bytes }
        }

        deinit { wrote(.max) }

        /// These bytes are on the disk now.
        func wrote(_ count: Int64) {
            let given = left.withLock { left in
                let given = min(left, count)
                left -= given
                return given
            }
            floor.reserved.withLock { $0 -= given }
        }
    }
}
