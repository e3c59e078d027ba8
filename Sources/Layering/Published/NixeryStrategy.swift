/// The strategy of the Go program Nixery (V. Ambo, "Nix, layering and the dominator tree", 2019).
///
/// Inputs: the graph with its roots, a popularity. Steps:
/// 1. An image node refers to every root, and to every path that is popular (100 or more) or leads to more than 100 MB.
/// 2. The dominator tree of that graph is taken; each subtree right below the image node is a layer: what only one of its paths
///    needs goes with it.
/// 3. A layer's rating is the popularity of the subtree's top, times the sum of its members' closure sizes.
/// 4. While there are more layers than the budget, the two with the lowest ratings are folded into one, which then stays the lowest.
/// 5. The layers come in descending order of rating.
///
///         image                     image
///        /  |   \                  /  |  \  \
///      git curl  |       →       git curl \  glibc      layers: [glibc] [curl] [git perl] [openssl]
///     /   \ / \  |               |         \
///   perl openssl  glibc         perl      openssl
///
/// Ties: layers of equal rating by their members, members by path.
public struct NixeryStrategy: LayeringStrategy {
    public let name = "nixery"
    private let popularity: Popularity
    private static let popular = 100
    private static let big: Int64 = 100_000_000

    public init(popularity: Popularity = .init()) { self.popularity = popularity }

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let index = ClosureIndex(graph)
        var layers = rated(index)
        var folded = layers.startIndex
        // Folding moves the start instead of the rest: the fold is always the first.
        while layers.count - folded > budget.layers {
            layers[folded + 1].rating += layers[folded].rating
            layers[folded + 1].members = layers[folded].members + layers[folded + 1].members
            layers[folded + 1].top = nil
            folded += 1
        }
        let ordered = layers[folded...].enumerated()
            .sorted { ($1.element.rating, $0.offset) < ($0.element.rating, $1.offset) }
        return try index.plan(
            ordered.map(\.element.members), reasons: ordered.map { $0.element.reason(index) }, of: graph, budget: budget
        )
    }

    private struct Rated {
        var rating: Int128
        var members: [Int]
        /// Of the subtree; nil for what was folded.
        var top: Int?

        func reason(_ index: ClosureIndex) -> String {
            let rating = "rating \(Figure.text(UInt128(rating)))"
            guard let top else { return "folded: over the budget, and rated lowest; \(rating)" }
            return members.count == 1 ? "alone: \(rating)" : "dominated by \(index.nodes[top].name): \(rating)"
        }
    }

    /// Step 1 to 3, the lowest rating first.
    private func rated(_ index: ClosureIndex) -> [Rated] {
        let closureSizes = index.nodes.indices.map { index.closureSize($0) }
        return subtrees(index, closureSizes).map { top, members in
            let size = members.reduce(Int128(0)) { $0 + Int128(closureSizes[$1]) }
            return Rated(rating: Int128(popularity.count(index.nodes[top])) * size, members: members, top: top)
        }
        .sorted { left, right in
            left.rating == right.rating
                ? left.members.lexicographicallyPrecedes(right.members) : left.rating < right.rating
        }
    }

    private func subtrees(_ index: ClosureIndex, _ closureSizes: [Int64]) -> [Int: [Int]] {
        let image = index.nodes.count
        let direct = index.nodes.indices.filter { node in
            closureSizes[node] > Self.big || popularity.count(index.nodes[node]) >= Self.popular
        }
        let reached = index.roots.reduce(into: NodeSet(count: image)) {
            $0.formUnion(index.closures[$1])
        }
        // A cycle that nothing refers to has no root of its own.
        let unreached = index.nodes.indices.filter { !reached.contains($0) }
        let dominators = Dominators.immediate(
            index.references + [index.roots + direct + unreached], start: image)
        var tops = Array(repeating: -1, count: image)
        func top(_ node: Int) -> Int {
            var (node, passed) = (node, [Int]())
            while tops[node] < 0, dominators[node] != image {
                passed.append(node)
                node = dominators[node]
            }
            let found = tops[node] < 0 ? node : tops[node]
            for node in passed + [node] { tops[node] = found }
            return found
        }
        let members = Dictionary(grouping: index.nodes.indices, by: top)
        return members.mapValues { $0.sorted { index.nodes[$0].path < index.nodes[$1].path } }
    }
}
