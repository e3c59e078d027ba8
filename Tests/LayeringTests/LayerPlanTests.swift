import Layering
import Testing

@Suite struct LayerPlanTests {
    @Test(arguments: [[["a", "b", "c"]], [["a"], ["c"], ["b"]], [["b"], ["c", "a"]]])
    func takesEveryGroupingAndSortsWithinLayers(_ layers: [[String]]) throws {
        #expect(try LayerPlan(layers, of: graph(), budget: LayerBudget(3)).layers == layers.map { $0.sorted() })
    }

    @Test func takesAnEmptyPlanOfAnEmptyGraph() throws {
        #expect(try LayerPlan([], of: ClosureGraph([]), budget: LayerBudget(1)).layers == [])
    }

    @Test(arguments: [
        ([["a"], ["b"], ["c"]], LayeringError.overBudget(layers: 3, budget: 2)),
        ([["a", "b", "c"], []], .emptyLayer),
        ([["a", "b"], ["x", "c"]], .unknownPath("x")),
        ([["a", "b"], ["c", "a"]], .pathTwice("a")),
        ([["a", "b", "c", "c"]], .pathTwice("c")),
        ([["b"]], .pathMissing("a")),
        ([], .pathMissing("a")),
    ]) func refusesAPlanThatBreaksALaw(_ layers: [[String]], error: LayeringError) {
        #expect(throws: error) { try LayerPlan(layers, of: graph(), budget: LayerBudget(2)) }
    }

    @Test(arguments: [1, 2, 94, 126]) func takesABudgetInRange(_ layers: Int) throws {
        #expect(try LayerBudget(layers).layers == layers)
    }

    @Test(arguments: [-1, 0, 127, .max, .min]) func refusesABudgetOutOfRange(_ layers: Int) {
        #expect(throws: LayeringError.budgetOutOfRange(layers)) { try LayerBudget(layers) }
    }

    @Test func theStandardBudgetIsNixerys() { #expect(LayerBudget.standard.layers == 94) }

    private func graph() throws -> ClosureGraph {
        try ClosureGraph(["a", "b", "c"].map { .init(path: $0, name: $0, version: "", narSize: 1, references: []) })
    }
}
