/// Groups the store paths of one image into layers.
///
/// Laws, checked by `LayeringStrategyConformance` and, the first two, by ``LayerPlan``'s initialiser:
/// - Every store path of the graph is in exactly one layer.
/// - There are at most `budget` layers; no layer is empty; an empty graph has an empty plan.
/// - The same graph gives the same plan, whatever the order of its nodes.
/// - Popularity and tables belong to the strategy's initialiser. May be called concurrently.
///
/// The strategies of this module are pure functions; only one that asks another program has to wait.
public protocol LayeringStrategy: Sendable {
    /// The name that configuration selects it by.
    var name: String { get }

    /// - Parameters:
    ///   - graph: the image's closure.
    ///   - budget: how many layers there may be for store paths (the link layer is not counted).
    /// - Returns: the layers, base first.
    func plan(_ graph: ClosureGraph, budget: LayerBudget) async throws -> LayerPlan
}
