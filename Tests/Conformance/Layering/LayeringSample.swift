import Layering

/// A random graph, twice with its nodes in another order, and a budget that is often too small for it.
package struct LayeringSample: Sendable, CustomStringConvertible {
    let graph: ClosureGraph
    let shuffled: ClosureGraph
    let budget: LayerBudget
    private let seed: UInt64

    package var description: String { "seed \(seed), \(graph.nodes.count) nodes, \(budget.layers) layers" }

    /// - Parameter nodes: how many the graph may have.
    init(seed: UInt64, nodes count: ClosedRange<Int>) throws {
        var random = SeededGenerator(seed: seed)
        let nodes = ClosureGraph.randomNodes(.random(in: count, using: &random), using: &random)
        self.seed = seed
        graph = try ClosureGraph(nodes)
        shuffled = try ClosureGraph(nodes.shuffled(using: &random))
        let most = Bool.random(using: &random) ? 126 : min(126, max(1, nodes.count))
        budget = try LayerBudget(.random(in: 1...most, using: &random))
    }

    /// So many samples; most of them are small. They are made once for all strategies.
    static func all(_ count: Int) throws -> ArraySlice<LayeringSample> {
        precondition(count <= limit, "there are \(limit) samples")
        return try made.get().prefix(count)
    }

    /// How many there are.
    package static let limit = 2000

    private static let made = Result {
        try (0..<UInt64(limit)).map { try LayeringSample(seed: $0, nodes: $0 % 8 == 0 ? 0...200 : 0...20) }
    }
}
