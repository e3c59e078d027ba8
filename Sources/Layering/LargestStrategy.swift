/// The largest store paths alone, the rest together.
///
/// Inputs: each path's NAR size. Steps:
/// 1. Sort the paths by size, largest first; equal sizes by name, then by path: a name stays when the hash changes.
/// 2. As many paths as the budget or fewer: each is a layer of its own.
/// 3. Otherwise the first `budget - 1` are layers of their own, and the others make up the last one.
///
///     budget 3, sizes  glibc 30, git 20, curl 3, zlib 1   →   [glibc] [git] [curl zlib]
///
/// The layers keep this order, the rest last, for two reasons. Runtimes that stack layers (overlay snapshots) can share an
/// unpacked layer between images only if all layers below it are equal too. The rest differs in nearly every image, so
/// nothing above it would ever be shared. And clients download a few layers at a time, in order: the largest should not be the one
/// that everybody waits for at the end.
public struct LargestStrategy: LayeringStrategy {
    public let name = "largest"

    public init() {}

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let paths = graph.nodes.sorted { ($1.narSize, $0.name, $0.path) < ($0.narSize, $1.name, $1.path) }.map(\.path)
        let alone = paths.count <= budget.layers ? paths.count : budget.layers - 1
        let rest = paths.dropFirst(alone)
        let layers = paths.prefix(alone).map { [$0] } + (rest.isEmpty ? [] : [Array(rest)])
        let reason = rest.isEmpty ? "alone: the budget has a layer for each" : "alone: among the largest"
        let reasons = Array(repeating: reason, count: alone) + (rest.isEmpty ? [] : ["the rest: over the budget"])
        return try LayerPlan(layers, of: graph, budget: budget, reasons: reasons)
    }
}
