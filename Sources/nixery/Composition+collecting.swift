import Host
import Storage

/// Looking after what is stored.
extension Composition {
    /// - Parameters:
    ///   - dryRun: whether nothing is removed.
    ///   - isOnlyCollector: whether the operator says that no other one is at work.
    static func collect(
        _ configuration: NixeryConfiguration, dryRun: Bool, isOnlyCollector: Bool
    ) async throws -> CollectionReport {
        let parts = try await quietly(configuration)
        let settling = dryRun ? .zero : try await parts.settling(isOnlyCollector)
        let collector = Collector(
            store: parts.store, rules: configuration.collecting, images: configuration.images, settling: settling,
            logger: parts.logger)
        return try await Interruption.stopping {
            try await dryRun ? collector.plan() : collector.collect()
        }
    }

    /// - Parameters:
    ///   - remove: whether to remove what is wrong.
    ///   - isOnlyCollector: whether the operator says that nobody else removes anything.
    static func verify(
        _ configuration: NixeryConfiguration, remove: Bool, isOnlyCollector: Bool, progress: ProgressLine
    ) async throws -> VerificationReport {
        let parts = try await quietly(configuration)
        let settling = remove ? try await parts.settling(isOnlyCollector) : .zero
        let verifier = Verifier(store: parts.store, settling: settling, logger: parts.logger) { progress.show($0) }
        return try await Interruption.stopping {
            let report = try await verifier.verify()
            return remove ? try await verifier.remove(report) : report
        }
    }

    /// How long the store's listings may lag behind what was written, which a bucket says by keeping no conditions: services with
    /// consistent listings have them.
    private func settling(_ isOnlyCollector: Bool) async throws -> Duration {
        guard [.s3, .gcs].contains(configuration.storage.backend), let store = store as? any ConditionalStore,
            try await !store.keepsConditions(in: "leases")
        else { return .zero }
        guard isOnlyCollector else { throw NeedsOnlyCollector(store: store.name) }
        return .seconds(60)
    }
}

/// A store on which two collectors would not know of each other.
private struct NeedsOnlyCollector: Error, CustomStringConvertible {
    let store: String

    var description: String {
        """
        \(store) keeps no conditions of writes, and its listings may be late, so that collectors may not see one another: see to it that \
        no other 'nixery gc' or 'nixery verify --remove' is at work and that gc.grace is at least the longest build, \
        and say --only-collector
        """
    }
}
