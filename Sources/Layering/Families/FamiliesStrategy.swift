/// Packages of one family share a layer; what is over the budget is folded where it is least likely to be reused.
public struct FamiliesStrategy: LayeringStrategy {
    public let name = "families"
    private let families: [String: Int]

    /// - Parameter table: nil to look only at the image.
    public init(table: FamilyTable? = nil) {
        var families: [String: Int] = [:]
        for (number, family) in (table?.families ?? []).enumerated() {
            for package in family.packages { families[package] = number }
        }
        self.families = families
    }

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let groups = Dictionary(grouping: graph.nodes) { families[$0.name].map(String.init) ?? $0.path }
        let layers = groups.values.map { ($0.reduce(Int64(0)) { $0 + $1.narSize }, $0.map(\.path)) }
            .sorted { ($1.0, $0.1[0]) < ($0.0, $1.1[0]) }.map(\.1)
        let alone = layers.count <= budget.layers ? layers.count : budget.layers - 1
        let rest = layers.dropFirst(alone).flatMap(\.self)
        return try LayerPlan(layers.prefix(alone) + (rest.isEmpty ? [] : [rest]), of: graph, budget: budget)
    }
}
