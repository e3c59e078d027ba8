package import Logging
package import Storage

extension LeaseKeeper {
    /// Leases on a store, if it keeps conditions; tries whether it does.
    ///
    /// - Parameters:
    ///   - lifetime: how long a dead process's lease is respected; zero for no leases.
    ///   - observe: hears of every step.
    /// - Returns: nil for no leases, which the log says where they were wanted.
    /// - Throws: ``StorageError`` when the store does not answer; leases must not be off for good because of that.
    package static func start(
        _ store: any ConditionalStore, lifetime: Duration, logger: Logger, observe: @escaping BuildObserver
    ) async throws -> LeaseKeeper? {
        guard lifetime > .zero else { return nil }
        let reason: String
        do {
            if try await store.keepsConditions(in: String(ObjectKey.leases.dropLast())) {
                return LeaseKeeper(store: store, time: LeaseTime(lifetime: lifetime), logger: logger, observe: observe)
            }
            reason = "the service does not keep conditions of writes"
        } catch let error as StorageError where error.kind == .denied { reason = "\(error)" }
        logger.notice(
            "there are no leases: replicas may do the same work twice",
            metadata: ["store": "\(store.name)", "reason": "\(reason)"])
        return nil
    }
}
