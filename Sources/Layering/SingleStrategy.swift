/// Everything in one layer: the smallest image with nothing to share between images.
public struct SingleStrategy: LayeringStrategy {
    public let name = "single"

    public init() {}

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let paths = graph.nodes.map(\.path)
        guard !paths.isEmpty else { return try LayerPlan([], of: graph, budget: budget) }
        return try LayerPlan([paths], of: graph, budget: budget, reasons: ["everything in one layer"])
    }
}
