import OCI
import Storage

/// What a collector would remove, by one look at the store.
struct CollectionPlan: Sendable {
    /// An image with what the rules say of it.
    struct Entry: Sendable {
        let image: StoreInventory.Image
        let verdict: Retention.Verdict
        /// Bytes that go with it and with no image before it.
        var freed: Int64 = 0
    }

    /// By name, the images of a name by age.
    private(set) var images: [Entry] = []
    /// Manifests that no image needs.
    private(set) var manifests: [Digest: StoreInventory.ManifestInfo] = [:]
    /// Blobs that no manifest that stays needs.
    private(set) var blobs: [Digest: ObjectInfo] = [:]
    /// Records of layers without a blob.
    private(set) var strayLinks: [StoreInventory.LayerLink] = []
    /// Bytes of ``blobs`` that belong to no image that goes.
    private(set) var unnamed: Int64 = 0

    let retention: Retention
    private let inventory: StoreInventory

    /// - Parameter group: what makes images versions of each other; nil for what is no name.
    init(_ inventory: StoreInventory, retention: Retention, group: (ImageRecord) -> ImageRequest?) {
        self.inventory = inventory
        self.retention = retention
        let staying = StayingManifests(inventory.manifests, pulls: inventory.pulls, retention: retention)
        let sizes = inventory.blobs.mapValues(\.size)
        let others = sizes.filter(among: inventory.nameless(retention).parts)
        let candidates = inventory.images.map { image in
            Retention.Candidate(
                group: group(image.record), built: image.modified, pulled: inventory.lastPull(of: image.record),
                parts: sizes.filter(among: inventory.parts(of: image.record)))
        }
        let verdicts = retention.decide(candidates, others: others)
        images = zip(inventory.images, verdicts).map { Entry(image: $0, verdict: $1) }.sorted {
            ($0.image.record.name, $1.image.modified) < ($1.image.record.name, $0.image.modified)
        }
        mark(staying)
    }

    /// Finds what nothing that stays needs.
    private mutating func mark(_ staying: StayingManifests) {
        let kept = images.filter(\.verdict.isKept).map(\.image.record)
        let live = staying.digests.union(kept.flatMap(\.manifests))
        manifests = inventory.manifests.filter { !live.contains($0.key) }
        let parts = Set(kept.flatMap(inventory.parts)).union(staying.parts)
        blobs = inventory.blobs.filter { !parts.contains($0.key) && !retention.isYoung($0.value.modified) }
        strayLinks = inventory.links.filter { link in
            !retention.isYoung(link.modified) && link.blob.map { inventory.blobs[$0] == nil } ?? true
        }
        attribute()
    }

    /// Counts each blob that goes for the first image that needed it.
    private mutating func attribute() {
        var left = blobs.mapValues(\.size)
        for index in images.indices where !images[index].verdict.isKept {
            for part in inventory.parts(of: images[index].image.record) {
                images[index].freed += left.removeValue(forKey: part) ?? 0
            }
        }
        unnamed = left.values.reduce(0, +)
    }

    /// The records that lead to blobs that go.
    var links: [Digest: [ObjectKey]] {
        inventory.links.reduce(into: [:]) { links, link in
            if let blob = link.blob, blobs[blob] != nil { links[blob, default: []].append(link.key) }
        }
    }

    /// What was known of manifests when the plan was made.
    var knownManifests: [Digest: StoreInventory.ManifestInfo] { inventory.manifests }

    /// Pulls of images that are not there any more.
    var strayPulls: [Digest] {
        let configs = Set(inventory.manifests.values.compactMap(\.config))
        return inventory.pulls.filter { !configs.contains($0.key) && !retention.wasPulled($0.value) }.map(\.key)
    }

    /// Image records that cannot be read, but for young ones.
    var unreadable: [ObjectInfo] { inventory.unreadable.filter { !retention.isYoung($0.modified) } }
}

/// Manifests that stay by themselves, whether an image names them or not: written lately, or pulled lately.
struct StayingManifests: Sendable {
    let digests: Set<Digest>
    /// All that they name.
    let parts: Set<Digest>

    init(
        _ manifests: [Digest: StoreInventory.ManifestInfo], pulls: [Digest: Int64], retention: Retention
    ) {
        let staying = manifests.filter { _, info in
            retention.isYoung(info.modified) || retention.wasPulled(info.config.flatMap { pulls[$0] })
        }
        digests = Set(staying.keys)
        parts = Set(staying.values.flatMap(\.parts))
    }
}

extension StoreInventory {
    /// All blobs of an image.
    func parts(of record: ImageRecord) -> Set<Digest> {
        Set(record.blobs + record.manifests.flatMap { manifests[$0]?.parts ?? [] })
    }

    /// When an image was pulled last at the latest; nil when no pull is known.
    func lastPull(of record: ImageRecord) -> Int64? {
        let configs = record.manifests.compactMap { manifests[$0]?.config }
        return configs.compactMap { pulls[$0] }.max()
    }

    /// Manifests that stay and belong to no image on record.
    fileprivate func nameless(_ retention: Retention) -> StayingManifests {
        let named = Set(images.flatMap(\.record.manifests))
        return StayingManifests(manifests.filter { !named.contains($0.key) }, pulls: pulls, retention: retention)
    }
}

extension ImageRecord {
    /// The digests of the image's manifests.
    var manifests: [Digest] { [oci] + [docker].compactMap { $0 } }
}

extension [Digest: Int64] {
    /// The sizes of those that are there.
    fileprivate func filter(among digests: Set<Digest>) -> Self {
        Dictionary(uniqueKeysWithValues: digests.compactMap { digest in self[digest].map { (digest, $0) } })
    }
}
