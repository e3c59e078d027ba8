/// Everything in one layer: the smallest image with nothing to share between images.
public struct SingleStrategy: LayeringStrategy {
    public let name = "single"

    public init() {}

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let paths = graph.nodes.map(\.path)
        return try LayerPlan(paths.isEmpty ? [] : [paths], of: graph, budget: budget)
    }
}
