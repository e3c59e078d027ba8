import Host

/// Looking after what is stored.
extension Composition {
    static func collect(_ configuration: NixeryConfiguration, dryRun: Bool) async throws -> CollectionReport {
        let parts = try await quietly(configuration)
        let collector = Collector(
            store: parts.store, rules: configuration.collecting, images: configuration.images, logger: parts.logger)
        return try await Interruption.stopping {
            try await dryRun ? collector.plan() : collector.collect()
        }
    }

    /// - Parameter remove: whether to remove what is wrong.
    static func verify(
        _ configuration: NixeryConfiguration, remove: Bool, progress: ProgressLine
    ) async throws -> VerificationReport {
        let parts = try await quietly(configuration)
        let verifier = Verifier(store: parts.store, logger: parts.logger) { progress.show($0) }
        return try await Interruption.stopping {
            let report = try await verifier.verify()
            return remove ? try await verifier.remove(report) : report
        }
    }
}
