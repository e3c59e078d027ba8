/// Puts what is over the budget into a few layers.
///
/// What nothing refers to (mostly packages that were asked for: they change most often) gets a fold of its own, so that a new version of
/// one of them leaves the other fold as it is.
struct FamilyFold {
    private let graph: ClosureGraph

    init(_ graph: ClosureGraph) { self.graph = graph }

    /// Takes away what is over the budget, and gives it back as two layers, or as one where the budget has no room for two or all of it
    /// is of one kind.
    ///
    /// - Parameter layers: the best first.
    func fold(_ layers: inout [FamilyLayer], _ budget: LayerBudget) -> [FamilyLayer] {
        guard layers.count > budget.layers else { return [] }
        if budget.layers > 2 {
            let folds = parts(layers[(budget.layers - 2)...])
            if folds.count == 2 {
                layers.removeLast(layers.count - budget.layers + 2)
                return folds
            }
        }
        let rest = layers[(budget.layers - 1)...].flatMap(\.members).sorted()
        layers.removeLast(layers.count - budget.layers + 1)
        return [FamilyLayer(.folded, rest, graph)]
    }

    private func parts(_ layers: ArraySlice<FamilyLayer>) -> [FamilyLayer] {
        let members = layers.flatMap(\.members).sorted()
        let folds: [(FamilyLayer.Kind, [Int])] = [
            (.folded, members.filter { !graph.isTop[$0] }), (.foldedTops, members.filter { graph.isTop[$0] }),
        ]
        return folds.filter { !$0.1.isEmpty }.map { FamilyLayer($0.0, $0.1, graph) }
    }
}
