import Conformance
import Testing

@testable import Layering

@Suite struct FamilyMergerTests {
    /// Packages that refer to nothing, each smaller than the one before.
    private static func packages(_ count: Int) -> PackageGraph {
        PackageGraph(
            packages: (0..<count).map { number in
                .init(
                    name: "p\(number)", version: "1", narSize: Int64(100_000 - number), references: [], popularity: 0)
            })
    }

    private static func names(_ families: [FamilyTable.Family]) -> [String] { families.flatMap(\.packages).sorted() }

    @Test func `Of a few huge images, what the same ones have begins as one family`() throws {
        let graph = Self.packages(20_000)
        let images = [Array(0..<20_000), Array(0..<4000), Array(3000..<5000)]
        let table = try FamilyLearner(budgets: [.standard], variations: 0).learn(graph, images: images)
        let families = table.levels[0].families
        #expect(families.map(\.packages.count).sorted() == [1000, 1000, 3000, 15_000])
        #expect(Set(Self.names(families)).count == 20_000)
    }

    @Test(arguments: [5, 20, 60])
    func `Families that are too many to compare stay as they are, the cheapest first`(most: Int) throws {
        // No two packages have the same images.
        let graph = Self.packages(60)
        let images = (10...60).map { Array(0..<$0) } + (0..<10).map { Array($0..<60) }
        let budget = try LayerBudget(3)
        var merger = FamilyMerger(LearningImages(graph, images, variations: 0), budget: budget, most: most)
        merger.run { _ in }
        let merged = merger.families.filter { $0.packages.count > 1 }
        #expect(!merged.isEmpty)
        #expect(Self.names(merged).count <= most)
        #expect(Self.names(merger.families) == graph.packages.map(\.name).sorted())
    }

    @Test func `The ranks of an image's layers are those of all of them sorted, after any replacing`() throws {
        var random = SeededGenerator(seed: 4)
        var layers = (0..<60).map { RankedLayers.Layer(shared: Double.random(in: 0..<9, using: &random), family: $0) }
        var ranked = RankedLayers([layers, [layers[0]]], budget: try LayerBudget(7))
        while layers.count > 7 {
            #expect(ranked.imagesOverBudget.members == [0])
            #expect(ranked.largestFolded(of: 0) == layers.map(\.shared).sorted()[layers.count - 7])
            let old = Array(layers.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)))
            let new = RankedLayers.Layer(
                shared: Double.random(in: 0..<9, using: &random), family: 1000 - layers.count)
            layers.removeAll(where: old.contains)
            layers.append(new)
            ranked.replace(old, by: new, of: 0)
        }
        #expect(ranked.imagesOverBudget.members == [])
        #expect(ranked.largestFolded(of: 0) == nil)
        #expect(ranked.largestFolded(of: 1) == nil)
    }
}
