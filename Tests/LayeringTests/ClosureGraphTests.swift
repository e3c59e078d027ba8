import FoundationEssentials
import Layering
import Testing

@Suite struct ClosureGraphTests {
    @Test func nodesAreSortedByPath() throws {
        let graph = try ClosureGraph(["c", "a", "b"].map { node($0) })
        #expect(graph.nodes.map(\.path) == ["a", "b", "c"])
    }

    @Test func referencesAreSortedOnceEachWithoutItself() {
        #expect(node("b", ["c", "b", "a", "c"]).references == ["a", "c"])
    }

    @Test func decodedNodesKeepTheSameRules() throws {
        let json = #"{"path":"b","name":"b","version":"","narSize":1,"references":["c","b","a","c"]}"#
        let decoded = try JSONDecoder().decode(ClosureGraph.Node.self, from: Data(json.utf8))
        #expect(decoded == node("b", ["a", "c"]))
        #expect(try JSONDecoder().decode(ClosureGraph.Node.self, from: JSONEncoder().encode(decoded)) == decoded)
    }

    @Test func cyclesAndSelfReferencesAreAllowed() throws {
        let graph = try ClosureGraph([node("a", ["b"]), node("b", ["a", "b"])])
        #expect(graph.nodes.map(\.references) == [["b"], ["a"]])
    }

    @Test func aPathTwiceIsRefused() {
        #expect(throws: LayeringError.duplicateNode) { try ClosureGraph([node("a"), node("b"), node("a")]) }
    }

    @Test func aReferenceThatLeadsOutIsRefused() {
        #expect(throws: LayeringError.danglingReference(from: "b", to: "x")) {
            try ClosureGraph([node("a"), node("b", ["a", "x"])])
        }
    }

    private func node(_ path: String, _ references: [String] = []) -> ClosureGraph.Node {
        .init(path: path, name: path, version: "", narSize: 1, references: references)
    }
}
