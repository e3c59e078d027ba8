/// A family while a table is learned.
struct MergedFamily {
    /// What one image has of it: a layer.
    struct Variant {
        let bytes: Double
        let paths: Int
        /// Of the images that have it.
        var weight: Int
    }

    let group: PackageGroup
    /// Which images have something of it.
    let images: NodeSet
    /// Which variant each image has; 0 is nothing.
    let labels: [UInt32]
    /// The first is nothing.
    let variants: [Variant]
    /// Of all its variants.
    let cost: Double
    /// Of the images that have something of it.
    let weight: Int
    /// Bytes of its largest variant.
    let bytes: Double

    init(group: PackageGroup, images: NodeSet, labels: [UInt32], variants: [Variant], cost: LayerCost) {
        self.group = group
        self.images = images
        self.labels = labels
        self.variants = variants
        self.cost = variants.reduce(0) { $0 + cost.cost(bytes: $1.bytes, paths: $1.paths, weight: $1.weight) }
        weight = variants.reduce(0) { $0 + $1.weight }
        bytes = variants.reduce(0) { max($0, $1.bytes) }
    }
}

extension MergedFamily.Variant {
    static let nothing = Self(bytes: 0, paths: 0, weight: 0)

    static func + (left: Self, right: Self) -> Self {
        Self(bytes: left.bytes + right.bytes, paths: left.paths + right.paths, weight: 0)
    }
}
