/// Groups packages that the table does not know, where there are too many layers: small ones of one version.
///
/// Packages with the same version are usually outputs of one derivation, or parts of one release: they come together in most images,
/// and change together. A wrong guess stores all of the group twice, so only packages below a size are grouped; the large ones stay
/// alone. Which size is best depends on the image, but where two images choose differently they do not share the groups. So there are few
/// to choose from (1 KiB, and each three times the one before), and the one is taken that costs least: all bytes that are folded, and of
/// each group a share of its bytes that grows with its packages.
struct Siblings {
    private let graph: ClosureGraph
    private let budget: LayerBudget
    /// Layers that stay as they are.
    private let settled: [FamilyLayer]
    /// Packages that may be grouped.
    private let loose: [FamilyLayer]

    /// - Parameter layers: those of an image, in any order.
    init(_ layers: [FamilyLayer], _ graph: ClosureGraph, _ budget: LayerBudget) {
        self.graph = graph
        self.budget = budget
        settled = layers.filter { !Self.isLoose($0, graph) }
        loose = layers.filter { Self.isLoose($0, graph) }
    }

    /// The layers, with groups where that costs less than folding alone.
    func grouped() -> [FamilyLayer] {
        var best = settled + loose
        guard best.count > budget.layers else { return best }
        var cost = cost(of: best)
        var tried = 0
        for limit in Self.limits where tried < loose.count {
            let small = loose.filter { $0.size < limit }
            guard small.count > tried else { continue }
            tried = small.count
            let layers = settled + loose.filter { $0.size >= limit } + groups(of: small)
            let newCost = self.cost(of: layers)
            if newCost < cost { (best, cost) = (layers, newCost) }
        }
        return best
    }

    /// Bytes below which packages are small: 1 KiB, three times that, and so on up to more than any image has.
    private static let limits = Array(sequence(first: Int64(1024)) { $0 > .max / 3 ? nil : 3 * $0 })

    private static func isLoose(_ layer: FamilyLayer, _ graph: ClosureGraph) -> Bool {
        switch layer.kind {
        case .unknown, .otherVersion: !graph.nodes[layer.members[0]].stable.version.isEmpty
        default: false
        }
    }

    private func groups(of layers: [FamilyLayer]) -> [FamilyLayer] {
        // Sorted, because sums of fractions depend on their order.
        let groups = Dictionary(grouping: layers) { graph.nodes[$0.members[0]].stable.version }.sorted {
            $0.key < $1.key
        }
        return groups.map { version, group in
            guard group.count > 1 else { return group[0] }
            let kind = FamilyLayer.Kind.siblings(packages: group.count, version: version)
            return FamilyLayer(kind, group.flatMap(\.members).sorted(), graph)
        }
    }

    /// Bytes that are expected not to be shared.
    private func cost(of layers: [FamilyLayer]) -> Double {
        let sizes = layers.map(\.size).sorted()
        let folded = sizes.prefix(max(0, layers.count - budget.layers + 1)).reduce(0, +)
        return layers.reduce(Double(layers.count > budget.layers ? folded : 0)) { sum, layer in
            guard case .siblings(let packages, _) = layer.kind else { return sum }
            return sum + Self.missedShare * Double(packages - 1).squareRoot() * Double(layer.size)
        }
    }

    /// How likely another image has only one of two siblings.
    private static let missedShare = 0.08
}
