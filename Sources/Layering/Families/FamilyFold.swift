/// Puts what is over the budget into a few layers.
///
/// What nothing refers to (the packages that were asked for: they change most often) gets a fold of its own, so that a new version of
/// one of them leaves the other fold as it is. Without a table, the others are two folds: what the largest package leads to (another
/// image with that package may have the same), and the rest.
struct FamilyFold {
    private let graph: ClosureGraph
    private let isTableKnown: Bool

    init(_ graph: ClosureGraph, isTableKnown: Bool) {
        self.graph = graph
        self.isTableKnown = isTableKnown
    }

    /// Takes away what is over the budget, and gives it back as at most three layers, as far as the budget has room for so many.
    ///
    /// - Parameter layers: the best first.
    func fold(_ layers: inout [FamilyLayer], _ budget: LayerBudget) -> [FamilyLayer] {
        guard layers.count > budget.layers else { return [] }
        for count in stride(from: min(isTableKnown ? 2 : 3, budget.layers - 1), to: 1, by: -1) {
            let kept = budget.layers - count
            let folds = parts(layers[kept...].flatMap(\.members).sorted(), count)
            guard folds.count == count else { continue }
            layers.removeLast(layers.count - kept)
            return folds
        }
        let kept = budget.layers - 1
        let rest = layers[kept...].flatMap(\.members).sorted()
        layers.removeLast(layers.count - kept)
        return [FamilyLayer(.folded, rest, graph)]
    }

    private func parts(_ members: [Int], _ count: Int) -> [FamilyLayer] {
        let asked = members.filter { graph.isTop[$0] }
        let others = members.filter { !graph.isTop[$0] }
        var folds: [(FamilyLayer.Kind, [Int])] = [(.folded, others)]
        if count > 2, let largest = largestClosure() {
            folds = [
                (.folded, others.filter { largest.contains($0) }), (.folded, others.filter { !largest.contains($0) }),
            ]
        }
        return (folds + [(.foldedTops, asked)]).filter { !$0.1.isEmpty }.map { FamilyLayer($0.0, $0.1, graph) }
    }

    /// What the package with the largest closure leads to, of those that nothing refers to.
    private func largestClosure() -> NodeSet? {
        let tops = graph.nodes.indices.filter { graph.isTop[$0] }.map { top in
            let closure = graph.closure(of: top)
            return (size: closure.members.reduce(Int64(0)) { $0 + graph.nodes[$1].narSize }, top: top, closure: closure)
        }
        return tops.max { ($0.size, graph.nodes[$1.top].name) < ($1.size, graph.nodes[$0.top].name) }?.closure
    }
}
