package import Layering
import Testing

/// One law of ``LayeringStrategy``, checked over seeded random graphs. A test suite for a strategy checks them all:
///
///     @Test(arguments: LayeringStrategyConformance.laws) func `Keeps the law`(_ law: LayeringStrategyConformance) async throws {
///         try await law.check(SingleStrategy())
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

    /// - Parameter graphs: how many random graphs to try, each with a random budget. Every budget is tried on a large one and, spread
    ///   over them, on graphs of special shapes; but only a sample of budgets and shapes where fewer graphs are wanted than there are
    ///   budgets, for strategies that are slow to ask.
    package func check(_ strategy: any LayeringStrategy, graphs: Int = LayeringSample.limit) async throws {
        try await body(strategy, graphs)
    }

    /// Every law.
    package static let laws = [
        LayeringStrategyConformance("an empty graph has an empty plan, under every budget") { strategy, graphs in
            let empty = try ClosureGraph([])
            for budget in try budgets(graphs) {
                #expect(try await strategy.plan(empty, budget: budget).layers == [])
            }
        },
        LayeringStrategyConformance("one path is one layer, also when it refers to itself") { strategy, graphs in
            let path = "/nix/store/\(String(repeating: "0", count: 32))-alone"
            let node = ClosureGraph.Node(path: path, name: "alone", version: "", narSize: 0, references: [path])
            for budget in try budgets(graphs) {
                #expect(try await strategy.plan(ClosureGraph([node]), budget: budget).layers == [[path]])
            }
        },
        LayeringStrategyConformance("every path is in one layer, no layer is empty, the budget holds") {
            strategy, graphs in
            for sample in try LayeringSample.all(graphs) {
                try await checkCover(strategy, sample.graph, sample.budget, "\(sample)")
            }
            let large = try LayeringSample(seed: 7, nodes: 130...200).graph
            for budget in try budgets(graphs) { try await checkCover(strategy, large, budget, "a large one") }
        },
        LayeringStrategyConformance("chains, rings and crowds are covered as well") { strategy, graphs in
            for (number, shape) in ClosureGraph.shapes.prefix(graphs).enumerated() {
                let graph = try ClosureGraph(shape.nodes)
                for budget in try budgets(graphs, shape: number) {
                    try await checkCover(strategy, graph, budget, shape.name)
                }
            }
        },
        LayeringStrategyConformance("names are only data") { strategy, _ in
            let graph = try ClosureGraph(ClosureGraph.oddNodes)
            for layers in [1, 3, 126] { try await checkCover(strategy, graph, LayerBudget(layers), "odd names") }
        },
        LayeringStrategyConformance("the order of the nodes changes nothing, nor does asking again") {
            strategy, graphs in
            for sample in try LayeringSample.all(graphs) {
                let plan = try await strategy.plan(sample.graph, budget: sample.budget)
                let again = try await strategy.plan(sample.shuffled, budget: sample.budget)
                #expect(plan == again, "\(sample)")
            }
        },
        LayeringStrategyConformance("it may be asked many times at once") { strategy, _ in
            let sample = try LayeringSample(seed: 11, nodes: 40...60)
            let plan = try await strategy.plan(sample.graph, budget: sample.budget)
            try await withThrowingTaskGroup(of: LayerPlan.self) { group in
                for _ in 0..<8 { group.addTask { try await strategy.plan(sample.graph, budget: sample.budget) } }
                for try await other in group { #expect(other == plan) }
            }
        },
    ]

    /// All budgets, or about as many, evenly spaced, as graphs are wanted.
    private static func budgets(_ graphs: Int) throws -> [LayerBudget] {
        let step = max(1, 126 / graphs)
        return try Set(Array(stride(from: 1, through: 126, by: step)) + [126]).sorted().map { try LayerBudget($0) }
    }

    /// Few for each shape; where many graphs are wanted, a part of all, so that every budget meets two shapes.
    private static func budgets(_ graphs: Int, shape: Int) throws -> [LayerBudget] {
        let part = graphs < 126 ? [] : Array(stride(from: 1 + shape % 5, through: 126, by: 5))
        return try Set([1, 2, 40, 126] + part).sorted().map { try LayerBudget($0) }
    }

    /// Does not rely on the check in the plan's initialiser: a strategy may have given that another graph.
    private static func checkCover(
        _ strategy: any LayeringStrategy, _ graph: ClosureGraph, _ budget: LayerBudget, _ comment: String
    ) async throws {
        let plan = try await strategy.plan(graph, budget: budget)
        #expect(plan.layers.joined().sorted() == graph.nodes.map(\.path), "\(comment)")
        #expect(plan.layers.count <= budget.layers, "\(comment)")
        #expect(plan.layers.allSatisfy { !$0.isEmpty && $0 == $0.sorted() }, "\(comment)")
        #expect(plan.reasons.count == plan.layers.count, "\(comment)")
    }
}
