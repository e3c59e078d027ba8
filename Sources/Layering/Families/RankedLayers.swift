/// The layers of each image over the budget while a table is learned, by the bytes that others are expected to share.
struct RankedLayers {
    struct Layer: Comparable {
        /// Bytes that others are expected to share.
        let shared: Double
        let family: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.shared, left.family) < (right.shared, right.family)
        }
    }

    private let budget: LayerBudget
    /// Of each image, ascending; none where it is within the budget.
    private var layers: [[Layer]]
    /// The images that have more layers than the budget.
    private(set) var imagesOverBudget: NodeSet

    /// - Parameter layers: of each image, in any order.
    init(_ layers: [[Layer]], budget: LayerBudget) {
        self.budget = budget
        self.layers = layers.map { $0.count > budget.layers ? $0.sorted() : [] }
        imagesOverBudget = NodeSet(count: layers.count)
        for (image, layers) in layers.enumerated() where layers.count > budget.layers { imagesOverBudget.insert(image) }
    }

    /// What the largest of the layers counts that an image folds; nil where it is within the budget.
    func largestFolded(of image: Int) -> Double? {
        let layers = layers[image]
        return layers.isEmpty ? nil : layers[layers.count - budget.layers].shared
    }

    /// Puts one layer in the place of others that an image has; nothing where it is within the budget.
    mutating func replace(_ old: [Layer], by new: Layer, of image: Int) {
        guard !layers[image].isEmpty else { return }
        for layer in old { layers[image].remove(at: place(of: layer, image)) }
        layers[image].insert(new, at: place(of: new, image))
        guard layers[image].count <= budget.layers else { return }
        // Merging makes layers fewer: it stays there.
        layers[image] = []
        imagesOverBudget.remove(image)
    }

    /// Where a layer is, or would be.
    private func place(of layer: Layer, _ image: Int) -> Int {
        var (low, high) = (0, layers[image].count)
        while low < high {
            let middle = (low + high) / 2
            if layers[image][middle] < layer { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
