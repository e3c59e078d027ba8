import Archive
import Logging
import OCI
import Storage

/// The images of a store and all that they are made of, as they were read one after the other.
struct StoreInventory: Sendable {
    /// What is known of a built image.
    struct Image: Sendable {
        let key: RecordKey<ImageRecord>
        let record: ImageRecord
        let modified: Int64
    }

    /// A stored manifest.
    struct ManifestInfo: Sendable, Hashable {
        let modified: Int64
        /// What it names; nothing where it cannot be read.
        let parts: [Digest]
        /// The configuration, which is the same in both manifests of an image.
        let config: Digest?
    }

    /// A record that says which blob a layer is, or which layer a blob.
    struct LayerLink: Sendable {
        let key: ObjectKey
        /// nil where the record cannot be read.
        let blob: Digest?
        let modified: Int64
    }

    var images: [Image] = []
    /// Image records that cannot be read.
    var unreadable: [ObjectInfo] = []
    var manifests: [Digest: ManifestInfo] = [:]
    var blobs: [Digest: ObjectInfo] = [:]
    var links: [LayerLink] = []
    /// When the image of a configuration was pulled last at the latest, in seconds since the epoch by the store's clock.
    var pulls: [Digest: Int64] = [:]
}

/// Reads ``StoreInventory``.
struct StoreReader: Sendable {
    let store: any ObjectStore
    let records: RecordStore

    init(store: any ObjectStore, logger: Logger) {
        self.store = store
        // Each is read once.
        records = RecordStore(store: store, memory: 0, logger: logger)
    }

    func inventory() async throws -> StoreInventory {
        var inventory = StoreInventory()
        // Links before blobs: a layer that is stored meanwhile has its blob first.
        inventory.links = try await links()
        inventory.blobs = try await digests("blobs/sha256/")
        inventory.pulls = try await pulls()
        let images = try await infos("records/images/")
        let read = try await BoundedTasks.map(images) { info -> StoreInventory.Image? in
            let key = RecordKey<ImageRecord>(object: info.key)
            return try await records.getStored(key).map { .init(key: key, record: $0, modified: info.modified) }
        }
        let readable = Set(read.map(\.key.object))
        inventory.images = read
        inventory.unreadable = images.filter { !readable.contains($0.key) }
        inventory.manifests = try await manifests(known: [:])
        return inventory
    }

    /// - Parameter known: what was read before; only what changed since is read again.
    func manifests(
        known: [Digest: StoreInventory.ManifestInfo]
    ) async throws -> [Digest: StoreInventory.ManifestInfo] {
        let listed = try await digests("manifests/sha256/")
        // Its contents never change, but it may have been damaged or gone when it was read.
        let new = listed.filter { digest, info in known[digest]?.modified != info.modified }
        let read = try await BoundedTasks.map(new) { digest, info in (digest, try await manifest(info)) }
        let parsed = Dictionary(read) { first, _ in first }
        return listed.compactMapValues { info in
            guard let digest = info.key.digest, let found = parsed[digest] ?? known[digest] else { return nil }
            return .init(modified: info.modified, parts: found.parts, config: found.config)
        }
    }

    /// When images were pulled last. A registry notes a pull once a day, so it may have been that much later.
    func pulls() async throws -> [Digest: Int64] {
        try await digests(PullRecord.prefix).mapValues { $0.modified + PullRecord.day }
    }

    func infos(_ prefix: String) async throws -> [ObjectInfo] {
        var infos: [ObjectInfo] = []
        for try await info in store.list(prefix: prefix) { infos.append(info) }
        return infos
    }

    private func digests(_ prefix: String) async throws -> [Digest: ObjectInfo] {
        var found: [Digest: ObjectInfo] = [:]
        for try await info in store.list(prefix: prefix) {
            // One that lies elsewhere is no content, and only `nixery verify` removes it.
            if let digest = info.key.digest, info.key.value == prefix + digest.hex { found[digest] = info }
        }
        return found
    }

    private func manifest(_ info: ObjectInfo) async throws -> StoreInventory.ManifestInfo {
        let bytes = try await store.readAll(info.key, limit: 8 << 20)
        // `nixery verify` tells about one that cannot be read; it cannot be served either.
        let manifest = try? CanonicalJSON.decode(Manifest.self, from: bytes ?? [])
        return .init(
            modified: info.modified, parts: manifest.map { [$0.config.digest] + $0.layers.map(\.digest) } ?? [],
            config: manifest?.config.digest)
    }

    private func links() async throws -> [StoreInventory.LayerLink] {
        let origins = try await infos("records/origins/").map {
            StoreInventory.LayerLink(key: $0.key, blob: $0.key.digest, modified: $0.modified)
        }
        let layers = try await BoundedTasks.map(infos("records/layers/")) { info in
            let record = try await records.getStored(RecordKey<LayerRecord>(object: info.key))
            return StoreInventory.LayerLink(key: info.key, blob: record?.layer.digest, modified: info.modified)
        }
        return origins + layers
    }
}
