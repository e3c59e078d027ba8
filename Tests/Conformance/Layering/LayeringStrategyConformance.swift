package import Layering
import Testing

/// One law of ``LayeringStrategy``, checked over seeded random graphs. A test suite for a strategy checks them all:
///
///     @Test(arguments: LayeringStrategyConformance.laws) func keepsTheLaw(_ law: LayeringStrategyConformance) throws {
///         try law.check(SingleStrategy())
///     }
package struct LayeringStrategyConformance: Sendable, CustomTestStringConvertible {
    /// What the law promises.
    package let name: String
    private let body: @Sendable (any LayeringStrategy, _ graphs: Int) async throws -> Void

    private init(_ name: String, _ body: @escaping @Sendable (any LayeringStrategy, Int) async throws -> Void) {
        self.name = name
        self.body = body
    }

    package var testDescription: String { name }

    /// - Parameter graphs: how many random graphs to try; fewer for strategies that are slow to ask.
    package func check(_ strategy: any LayeringStrategy, graphs: Int = 2000) async throws {
        try await body(strategy, graphs)
    }

    /// Every law.
    package static let laws = [
        LayeringStrategyConformance("an empty graph has an empty plan, under every budget") { strategy, _ in
            let empty = try ClosureGraph([])
            for layers in 1...126 { #expect(try await strategy.plan(empty, budget: LayerBudget(layers)).layers == []) }
        },
        LayeringStrategyConformance("one path is one layer, also when it refers to itself") { strategy, _ in
            let path = "/nix/store/\(String(repeating: "0", count: 32))-alone"
            let node = ClosureGraph.Node(path: path, name: "alone", version: "", narSize: 0, references: [path])
            for layers in 1...126 {
                let plan = try await strategy.plan(ClosureGraph([node]), budget: LayerBudget(layers))
                #expect(plan.layers == [[path]])
            }
        },
        LayeringStrategyConformance("every path is in one layer, no layer is empty, the budget holds") {
            strategy, graphs in
            for seed in 0..<UInt64(graphs) { try await checkCover(strategy, seed: seed, budget: 1 + Int(seed) % 126) }
            for layers in 1...126 { try await checkCover(strategy, seed: 7, budget: layers) }
        },
        LayeringStrategyConformance("the order of the nodes changes nothing, nor does asking again") {
            strategy, graphs in
            for seed in 0..<UInt64(graphs) {
                var random = SeededGenerator(seed: seed)
                let nodes = ClosureGraph.randomNodes(using: &random)
                let budget = try LayerBudget(Int.random(in: 1...126, using: &random))
                let plan = try await strategy.plan(ClosureGraph(nodes), budget: budget)
                let again = try await strategy.plan(ClosureGraph(nodes.shuffled(using: &random)), budget: budget)
                #expect(plan == again, "seed \(seed), \(budget.layers) layers")
            }
        },
    ]

    /// Does not rely on the check in the plan's initialiser: a strategy may have given that another graph.
    private static func checkCover(_ strategy: any LayeringStrategy, seed: UInt64, budget: Int) async throws {
        var random = SeededGenerator(seed: seed)
        let graph = try ClosureGraph(ClosureGraph.randomNodes(using: &random))
        let plan = try await strategy.plan(graph, budget: LayerBudget(budget))
        #expect(plan.layers.joined().sorted() == graph.nodes.map(\.path), "seed \(seed), \(budget) layers")
        #expect(plan.layers.count <= budget, "seed \(seed), \(budget) layers")
        #expect(plan.layers.allSatisfy { !$0.isEmpty && $0 == $0.sorted() }, "seed \(seed), \(budget) layers")
    }
}
