import Archive
import Nix
import OCI
import Storage

/// What an image consists of, once its layers are stored.
struct ImagePlan: Sendable {
    let request: ImageRequest
    let packages: [ResolvedPackage]
    /// Base first, the link layer last.
    let layers: [PackedLayer]
}

/// Where an image came from, for annotations and listings.
struct ImageOrigin: Sendable {
    /// As first asked for.
    let name: String
    let tag: String
    let source: String
    let revision: String
    /// The time that the configuration shows, RFC 3339; nil for the epoch.
    let created: String?
}

extension ImageBuilder {
    /// Writes the configuration and both manifests, also where they are there already: what was written lately is not
    /// collected, nor what it names (docs/decisions/0008).
    func assemble(_ plan: ImagePlan, origin: ImageOrigin) async throws -> ImageRecord {
        let config = try CanonicalJSON.encode(
            ImageConfiguration.config(
                plan.settings, platform: plan.request.platform, diffIDs: plan.layers.map(\.diffID),
                created: origin.created ?? ImageConfiguration.epoch))
        let digest = Digest(of: config)
        _ = try await store.put(config, at: .blob(digest), condition: .always)
        trust.stored(digest)
        let values = options.annotations(of: origin)
        let annotations = values.isEmpty ? nil : values
        let content = (digest: digest, size: Int64(config.count))
        async let docker = writeIfAny(.docker(plan, packer.compression, config: content))
        return ImageRecord(
            oci: try await write(.oci(plan, packer.compression, config: content, annotations: annotations)),
            docker: try await docker, blobs: plan.layers.map(\.digest) + [digest], name: origin.name, tag: origin.tag,
            revision: origin.revision)
    }

    private func writeIfAny(_ manifest: Manifest?) async throws -> Digest? {
        if let manifest { try await write(manifest) } else { nil }
    }

    private func write(_ manifest: Manifest) async throws -> Digest {
        let bytes = try CanonicalJSON.encode(manifest)
        let digest = Digest(of: bytes)
        _ = try await store.put(bytes, at: .manifest(digest), condition: .always)
        return digest
    }
}

extension ImageOptions {
    /// What the manifest of an image says about where its packages came from.
    func annotations(of origin: ImageOrigin) -> [String: String] {
        var values: [String: String] = [:]
        if annotations.contains(.revision) { values["org.opencontainers.image.revision"] = origin.revision }
        if annotations.contains(.source) { values["org.opencontainers.image.source"] = origin.source }
        return values
    }
}

extension ImagePlan {
    /// In order of precedence: the packages' own settings, then those of meta-packages.
    fileprivate var settings: [ImageSettings] {
        packages.compactMap(\.package.settings) + request.metaPackages.map(\.settings)
    }
}

extension Manifest {
    fileprivate typealias Content = (digest: Digest, size: Int64)

    fileprivate static func oci(
        _ plan: ImagePlan, _ compression: Compression, config: Content, annotations: [String: String]?
    ) -> Manifest {
        Manifest(
            mediaType: .ociManifest,
            config: Descriptor(mediaType: .ociConfig, digest: config.digest, size: config.size),
            layers: plan.layers.map { $0.descriptor(compression.ociMediaType) }, annotations: annotations)
    }

    /// nil where Docker has no media type for such layers. It has no annotations either.
    fileprivate static func docker(_ plan: ImagePlan, _ compression: Compression, config: Content) -> Manifest? {
        guard let layer = compression.dockerMediaType else { return nil }
        return Manifest(
            mediaType: .dockerManifest,
            config: Descriptor(mediaType: .dockerConfig, digest: config.digest, size: config.size),
            layers: plan.layers.map { $0.descriptor(layer) })
    }
}

extension PackedLayer {
    fileprivate func descriptor(_ mediaType: MediaType) -> Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: size)
    }
}
