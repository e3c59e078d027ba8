import Archive
import Layering
package import Logging
import Nix
package import OCI

extension ImageEngine {
    /// How the image would be grouped if it were built now. Nothing is packed; outputs are built or substituted only
    /// where their closure is not known yet.
    ///
    /// - Throws: what ``image(_:tag:logger:)`` throws.
    package func layerReport(_ name: ImageName, tag: Tag, logger: Logger) async throws -> LayerReport {
        try await describingErrors(logger) {
            let request = ImageRequest(name, options: builder.options)
            let pinned = try await packages(of: name, tag: tag, logger: logger)
            let origin = origin(of: name, tag: tag, pinned)
            let evaluation = Evaluation(request: request, pinned: pinned)
            let layers = try await builder.layerReport(evaluation, logger: logger)
            let record = try await builder.records.getStored(
                ImageRecord.key(imageKey(request, pinned, origin)))
            return LayerReport(
                image: origin, platform: request.platform, strategy: builder.strategy.name,
                budget: builder.budget.layers, layers: layers, built: record.map { $0.built(layers) })
        }
    }
}

extension ImageBuilder {
    fileprivate func layerReport(_ evaluation: Evaluation, logger: Logger) async throws -> [LayerReport.Layer] {
        let contents = try await contents(evaluation, logger: logger)
        let specifications = try await specifications(contents, logger: logger)
        let stored = try await stored(specifications)
        return specifications.map { specification in
            LayerReport.Layer(
                specification, linked: contents.packages.outputs.count, stored: stored[specification.key])
        }
    }

    /// What the image holds: from records, else from Nix while the outputs are rooted.
    private func contents(_ evaluation: Evaluation, logger: Logger) async throws -> ImageContents {
        let packages = try await evaluate(evaluation, logger: logger)
        if let contents = try await recall(packages) { return contents }
        return try await nix.withRoots { roots in
            let valid = try await realise(packages, evaluation: evaluation, roots: roots, logger: logger)
            return try await learn(valid, logger: logger)
        }
    }
}

extension LayerReport.Layer {
    /// - Parameter linked: how many packages the link layer links to.
    fileprivate init(_ specification: LayerSpecification, linked: Int, stored: PackedLayer?) {
        kind = specification.isLinkLayer ? .links : .packages
        key = specification.key
        reason =
            specification.isLinkLayer
            ? "links to \(Words.count(linked, "package"))" : specification.reason.oneLine
        size = specification.size
        packages = specification.members
            .map { LayerReport.Package(path: $0.path, name: $0.name, version: $0.version, size: $0.narSize) }
            .sorted { ($1.size, $0.path) < ($0.size, $1.path) }
        self.stored = stored.map { LayerReport.Stored(digest: $0.digest, size: $0.size) }
    }
}

extension ImageRecord {
    fileprivate func built(_ layers: [LayerReport.Layer]) -> LayerReport.Built {
        // The configuration is the last blob.
        let (served, planned) = (blobs.dropLast().map { $0 }, layers.map { $0.stored?.digest })
        return LayerReport.Built(
            digest: oci, hasTheseLayers: Set(served.map { Optional($0) }) == Set(planned),
            isInThisOrder: served == planned)
    }
}
