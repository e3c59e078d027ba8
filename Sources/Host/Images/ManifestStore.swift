package import OCI
import Storage

/// Reads and writes manifests by their digests; those used lately stay in memory.
final class ManifestStore: Sendable {
    private let store: any ObjectStore
    private let table = BoundedTable<Digest, StoredManifest>(limit: 8 << 20)

    init(store: any ObjectStore) { self.store = store }

    func read(_ digest: Digest) async throws -> StoredManifest? {
        if let manifest = table[digest] { return manifest }
        guard let bytes = try await store.readAll(.manifest(digest), limit: 8 << 20) else { return nil }
        guard Digest(of: bytes) == digest else {
            throw StorageError(.failed, key: digest.description, cause: "the stored bytes have another digest")
        }
        let mediaType = try CanonicalJSON.decode(MediaTyped.self, from: bytes).mediaType
        let manifest = StoredManifest(mediaType: mediaType, digest: digest, bytes: bytes)
        table.insert(manifest, for: digest, cost: bytes.count)
        return manifest
    }

    /// Both manifests of an image of a package set; nil when one is gone.
    func image(_ image: BuiltImage, of pinned: PinnedPackages) async throws -> ResolvedImage? {
        guard let oci = try await read(image.oci) else { return nil }
        var docker: StoredManifest?
        if let digest = image.docker {
            docker = try await read(digest)
            if docker == nil { return nil }
        }
        return ResolvedImage(oci: oci, docker: docker, revision: pinned.displayRevision, warning: pinned.warning)
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
