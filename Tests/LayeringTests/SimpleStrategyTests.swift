import Layering
import Testing

/// Each of the simple strategies does what its name says.
@Suite struct SimpleStrategyTests {
    @Test func namesAreThoseOfTheConfiguration() {
        #expect(SingleStrategy().name == "single")
        #expect(LargestStrategy().name == "largest")
    }

    @Test func singlePutsAllInOneLayer() throws {
        let graph = try ClosureGraph([node("b", 1), node("a", 9)])
        #expect(try SingleStrategy().plan(graph, budget: .standard).layers == [["a", "b"]])
    }

    @Test(arguments: [
        // Room for all: each alone, the largest first.
        (126, [["glibc"], ["git"], ["curl"], ["zlib"]]),
        (4, [["glibc"], ["git"], ["curl"], ["zlib"]]),
        // Not for all: the last layer holds the rest.
        (3, [["glibc"], ["git"], ["curl", "zlib"]]),
        (2, [["glibc"], ["curl", "git", "zlib"]]),
        (1, [["curl", "git", "glibc", "zlib"]]),
    ]) func largestGivesTheLargestALayerEach(budget: Int, layers: [[String]]) throws {
        let graph = try ClosureGraph([node("curl", 3), node("glibc", 30), node("zlib", 1), node("git", 20)])
        #expect(try LargestStrategy().plan(graph, budget: LayerBudget(budget)).layers == layers)
    }

    @Test func largestTakesEqualSizesInTheOrderOfTheirPaths() throws {
        let graph = try ClosureGraph([node("d", 5), node("b", 5), node("c", 5), node("a", 5)])
        #expect(try LargestStrategy().plan(graph, budget: LayerBudget(3)).layers == [["a"], ["b"], ["c", "d"]])
    }

    @Test func `largest takes equal sizes by name, so that a new hash changes nothing`() throws {
        for hashes in [["1", "2", "3"], ["3", "1", "2"]] {
            let nodes = zip(hashes, ["curl", "git", "zlib"]).map { hash, name in
                ClosureGraph.Node(path: "\(hash)-\(name)", name: name, version: "", narSize: 5, references: [])
            }
            let plan = try LargestStrategy().plan(ClosureGraph(nodes), budget: LayerBudget(2))
            #expect(plan.layers.map { $0.map { String($0.dropFirst(2)) }.sorted() } == [["curl"], ["git", "zlib"]])
        }
    }

    private func node(_ path: String, _ size: Int64) -> ClosureGraph.Node {
        .init(path: path, name: path, version: "", narSize: size, references: [])
    }
}
