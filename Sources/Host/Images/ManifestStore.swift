import Logging
package import OCI
import Storage

/// Reads manifests by their digests. Those used lately stay in memory for a while, as long as blobs are believed in: what a
/// collector removed is not given out for long.
final class ManifestStore: Sendable {
    private let store: any ObjectStore
    private let lifetime: Duration
    private let logger: Logger
    private let table = BoundedTable<Digest, (manifest: StoredManifest, seen: ContinuousClock.Instant)>(limit: 8 << 20)

    init(store: any ObjectStore, lifetime: Duration, logger: Logger) {
        self.store = store
        self.logger = logger
        self.lifetime = lifetime
    }

    /// - Returns: nil where there is none, or a damaged one: the next pull by tag writes it anew.
    func read(_ digest: Digest) async throws -> StoredManifest? {
        let now = ContinuousClock.now
        if let known = table[digest], now - known.seen < lifetime { return known.manifest }
        guard let bytes = try await store.readAll(.manifest(digest), limit: 8 << 20) else {
            table.remove(digest)
            return nil
        }
        guard Digest(of: bytes) == digest else {
            logger.error("a manifest is damaged; the next pull stores it anew", metadata: ["digest": "\(digest)"])
            return nil
        }
        let mediaType = try CanonicalJSON.decode(MediaTyped.self, from: bytes).mediaType
        let manifest = StoredManifest(mediaType: mediaType, digest: digest, bytes: bytes)
        table.insert((manifest, now), for: digest, cost: bytes.count)
        return manifest
    }

    /// Both manifests of an image of a package set; nil when one is gone.
    func image(_ image: BuiltImage, of pinned: PinnedPackages) async throws -> ResolvedImage? {
        async let other = readIfAny(image.docker)
        guard let oci = try await read(image.oci) else { return nil }
        let docker = try await other
        if image.docker != nil, docker == nil { return nil }
        return ResolvedImage(oci: oci, docker: docker, revision: pinned.displayRevision, warning: pinned.warning)
    }

    private func readIfAny(_ digest: Digest?) async throws -> StoredManifest? {
        if let digest { try await read(digest) } else { nil }
    }

    private struct MediaTyped: Decodable {
        let mediaType: MediaType
    }
}

/// The digests of a built image's manifests.
package struct BuiltImage: Sendable, Hashable {
    /// With OCI media types.
    package let oci: Digest
    /// With Docker's, where the layers have such.
    package let docker: Digest?

    init(record: ImageRecord) {
        oci = record.oci
        docker = record.docker
    }

    init(_ image: ResolvedImage) {
        oci = image.oci.digest
        docker = image.docker?.digest
    }
}
