import FoundationEssentials
import Testing

@testable import Layering

/// The strategies of others plan as their originals do.
@Suite struct PublishedStrategyTests {
    /// Graphs of real packages, with plans that reimplementations in another language made (see the fixture's README).
    @Test func `Real graphs are grouped as the originals group them`() async throws {
        let fixture = try Fixture.load()
        let strategies: [any LayeringStrategy] = [
            NixeryStrategy(popularity: fixture.popularity), PopularityStrategy(), SizeFirstStrategy(),
        ]
        #expect(fixture.images.count == 30)
        for (number, image) in fixture.images.enumerated() {
            let graph = try fixture.graph(image)
            for plan in image.plans {
                let strategy = try #require(strategies.first { $0.name == plan.strategy })
                let layers = try await strategy.plan(graph, budget: LayerBudget(plan.budget)).layers
                #expect(
                    layers == plan.layers.map { $0.map { fixture.nodes[$0].path }.sorted() },
                    "image \(number), \(plan.strategy), \(plan.budget) layers")
            }
        }
    }

    @Test func `Numbers of paths that fit no number do not stop a plan`() throws {
        // Each of 200 pairs refers to both of the next pair: 2 to the power of 200 paths.
        let nodes = (0..<400).map { number in
            let next = number / 2 * 2 + 2
            return ClosureGraph.Node(
                path: "/nix/store/\(number)-x", name: "x\(number)", version: "", narSize: 1,
                references: next < 400 ? ["/nix/store/\(next)-x", "/nix/store/\(next + 1)-x"] : [])
        }
        #expect(try PopularityStrategy().plan(ClosureGraph(nodes), budget: LayerBudget(5)).layers.count == 5)
    }

    @Test func `Roots must be in the graph, and are what nothing refers to when nobody says`() throws {
        let nodes = [
            ClosureGraph.Node(path: "a", name: "a", version: "", narSize: 1, references: ["b"]),
            ClosureGraph.Node(path: "b", name: "b", version: "", narSize: 1, references: []),
        ]
        #expect(try ClosureGraph(nodes).roots == ["a"])
        #expect(try ClosureGraph(nodes, roots: ["b", "a", "b"]).roots == ["a", "b"])
        #expect(throws: LayeringError.unknownPath("c")) { try ClosureGraph(nodes, roots: ["c"]) }
    }
}

/// `Fixtures/published.json`: nodes and images name nodes by their number.
private struct Fixture: Decodable {
    struct Node: Decodable {
        let path: String
        let name: String
        let version: String
        let size: Int64
        let popularity: Int
        let references: [Int]
    }

    struct Image: Decodable {
        let roots: [Int]
        let plans: [Plan]
    }

    struct Plan: Decodable {
        let strategy: String
        let budget: Int
        let layers: [[Int]]
    }

    let nodes: [Node]
    let images: [Image]

    static func load() throws -> Fixture {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/published.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    }

    var popularity: Popularity {
        Popularity(Dictionary(nodes.map { ($0.name, $0.popularity) }) { first, _ in first })
    }

    func graph(_ image: Image) throws -> ClosureGraph {
        var members = Set(image.roots)
        var rest = image.roots
        while let node = rest.popLast() {
            for target in nodes[node].references where members.insert(target).inserted { rest.append(target) }
        }
        return try ClosureGraph(
            members.map { number in
                let node = nodes[number]
                return ClosureGraph.Node(
                    path: node.path, name: node.name, version: node.version, narSize: node.size,
                    references: node.references.map { nodes[$0].path })
            }, roots: image.roots.map { nodes[$0].path })
    }
}
