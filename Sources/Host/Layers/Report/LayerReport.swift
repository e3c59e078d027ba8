package import OCI

/// How an image is grouped into layers and why: what `nixery layers show` prints.
package struct LayerReport: Codable, Hashable, Sendable {
    /// The version of the JSON form.
    package private(set) var version = 1
    /// As asked for, for example `shell/git`.
    package let image: String
    package let tag: String
    package let platform: Platform
    /// The package set's revision, as people call it.
    package let revision: String
    /// The strategy that grouped the packages.
    package let strategy: String
    /// How many layers it had for them.
    package let budget: Int
    /// Base first, the link layer last.
    package let layers: [Layer]
    package let totals: Totals
    /// The image as it is served now; nil when it was not built yet.
    package let built: Built?

    init(
        image: ImageOrigin, platform: Platform, strategy: String, budget: Int, layers: [Layer], built: Built?
    ) {
        self.image = image.name
        self.tag = image.tag
        self.platform = platform
        self.revision = image.revision
        self.strategy = strategy
        self.budget = budget
        self.layers = layers
        self.built = built
        totals = Totals(layers)
    }

    /// One layer.
    package struct Layer: Codable, Hashable, Sendable {
        package let kind: Kind
        /// Names the layer's contents and how they are packed; images with the same key share the layer.
        package let key: String
        /// Why its packages are together; empty where the strategy says nothing.
        package let reason: String
        /// NAR bytes of its packages; 0 for the link layer.
        package let size: Int64
        /// The largest first; none in the link layer.
        package let packages: [Package]
        /// What the store has for it; nil when a pull would have to pack it.
        package let stored: Stored?
    }

    package enum Kind: String, Codable, Hashable, Sendable {
        /// Store paths.
        case packages
        /// Links to the packages' files, and what every image has.
        case links
    }

    /// One store path.
    package struct Package: Codable, Hashable, Sendable {
        package let path: String
        /// Without the version.
        package let name: String
        /// Empty where the store path has none.
        package let version: String
        /// Bytes of its NAR serialisation.
        package let size: Int64

        /// Name and version.
        var title: String { version.isEmpty ? name : "\(name) \(version)" }
    }

    /// A layer's blob.
    package struct Stored: Codable, Hashable, Sendable {
        package let digest: Digest
        /// Bytes of the blob, compressed as it is.
        package let size: Int64
    }

    /// The image that was built for the same package set.
    package struct Built: Codable, Hashable, Sendable {
        /// Of the manifest with OCI media types.
        package let digest: Digest
        /// Whether it consists of the layers of this report, in any order. An image keeps its layers when strategy, table, budget or
        /// compression change.
        package let hasTheseLayers: Bool
        /// Whether they are in the order of this report.
        package let isInThisOrder: Bool
    }

    /// Sums over all layers.
    package struct Totals: Codable, Hashable, Sendable {
        package let layers: Int
        package let packages: Int
        /// NAR bytes of all packages.
        package let size: Int64
        /// Layers that the store has, and the bytes of their blobs.
        package let storedLayers: Int
        package let storedSize: Int64
        /// Layers that a pull would have to pack, and the NAR bytes of their packages.
        package let layersToPack: Int
        package let sizeToPack: Int64

        fileprivate init(_ all: [Layer]) {
            let stored = all.compactMap(\.stored)
            let missing = all.filter { $0.stored == nil }
            layers = all.count
            packages = all.reduce(0) { $0 + $1.packages.count }
            size = all.reduce(0) { $0 + $1.size }
            storedLayers = stored.count
            storedSize = stored.reduce(0) { $0 + $1.size }
            layersToPack = missing.count
            sizeToPack = missing.reduce(0) { $0 + $1.size }
        }
    }
}
