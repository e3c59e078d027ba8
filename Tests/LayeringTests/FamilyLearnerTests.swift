import Conformance
import Testing

@testable import Layering

@Suite struct FamilyLearnerTests {
    /// Libraries, each with its data; tools that need two libraries each.
    private static let graph: PackageGraph = {
        let libraries = (0..<8).flatMap { number in
            [
                PackageGraph.Package(name: "data\(number)", version: "1", narSize: 900, references: [], popularity: 1),
                .init(name: "lib\(number)", version: "1", narSize: 5000, references: [2 * number], popularity: 3),
            ]
        }
        let tools = (0..<8).map { number in
            PackageGraph.Package(
                name: "tool\(number)", version: "1", narSize: 300, references: [2 * number + 1, (2 * number + 3) % 16],
                popularity: 0)
        }
        return PackageGraph(packages: libraries + tools)
    }()

    /// Closures of some tools each.
    private static let images = (0..<40).map { (seed: UInt64) in
        var random = SeededGenerator(seed: seed)
        let tools = (16..<24).shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random))
        return graph.closure(of: tools)
    }

    @Test func `Packages that always come together become a family, when images are over the budget`() throws {
        let table = try FamilyLearner(budgets: [LayerBudget(4)]).learn(Self.graph, images: Self.images)
        #expect(table.images == 40)
        let families = try #require(table.levels.first).families
        for number in 0..<8 {
            let family = try #require(families.first { $0.packages.contains("lib\(number)") })
            #expect(family.packages.contains("data\(number)"))
            #expect(family.seen > 0 && family.seen <= 40)
        }
    }

    @Test func `With room for every package nothing is merged`() throws {
        let table = try FamilyLearner(budgets: [.standard]).learn(Self.graph, images: Self.images)
        #expect(table.levels[0].families.allSatisfy { $0.packages.count == 1 })
        #expect(table.levels[0].families.count == 24)
    }

    @Test func `Each level has every package of the images once`() throws {
        let budgets = try [3, 6, 94, 6].map { try LayerBudget($0) }
        let table = try FamilyLearner(budgets: budgets).learn(Self.graph, images: Self.images)
        #expect(table.levels.map(\.budget.layers) == [94, 6, 3])
        let names = Set(Self.images.joined().map { Self.graph.packages[$0].name })
        for level in table.levels {
            #expect(Set(level.families.flatMap(\.packages)).isSuperset(of: names))
        }
        #expect(table.levels[2].families.count < table.levels[0].families.count)
    }

    @Test func `Packages alone that no image has are not in the table`() throws {
        let few = [Self.graph.closure(of: [16]), Self.graph.closure(of: [17])]
        for variations in [0, 600] {
            let table = try FamilyLearner(budgets: [.standard], variations: variations).learn(Self.graph, images: few)
            let names = Set(few.joined().map { Self.graph.packages[$0].name })
            #expect(Set(table.levels[0].families.flatMap(\.packages)) == names)
        }
    }

    @Test func `Neither the order of packages nor that of images changes the table`() throws {
        let table = try FamilyLearner(budgets: [LayerBudget(4)]).learn(Self.graph, images: Self.images)
        var random = SeededGenerator(seed: 3)
        let order = Array(0..<24).shuffled(using: &random)
        let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let packages = Self.moved(Self.graph, order)
        let images = Self.images.shuffled(using: &random).map { $0.compactMap { place[$0] }.shuffled(using: &random) }
        let again = try FamilyLearner(budgets: [LayerBudget(4)]).learn(
            packages, images: images)
        #expect(again == table)
    }

    /// Four packages that have one name, version and size; what refers to them, or what they refer to, tells some of them apart.
    private static let twins: PackageGraph = {
        func package(_ name: String, _ size: Int64, _ references: [Int], _ popularity: Int = 2) -> PackageGraph.Package
        {
            .init(name: name, version: "1", narSize: size, references: references, popularity: popularity)
        }
        return PackageGraph(packages: [
            package("libc", 900, []), package("data", 400, []),
            package("twin", 50, [0]), package("twin", 50, [1]), package("twin", 50, [0, 1]),
            package("twin", 50, [0], 7),
            package("user", 30, [2]), package("user", 30, [3]), package("user", 30, [4]), package("user", 30, [5]),
            package("top", 5, [6, 1]), package("top", 5, [7, 8]), package("top", 5, [9]), package("other", 70, [0]),
        ])
    }()

    @Test func `Packages of one name, version and size do not make the table depend on the order`() throws {
        let images = [[10], [11], [12], [10, 12], [11, 13], [9, 10], [13]].map { Self.twins.closure(of: $0) }
        let learner = try FamilyLearner(budgets: [LayerBudget(3)])
        let table = try learner.learn(Self.twins, images: images)
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let order = Array(Self.twins.packages.indices).shuffled(using: &random)
            let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
            let moved = images.map { $0.compactMap { place[$0] } }.shuffled(using: &random)
            #expect(try learner.learn(Self.moved(Self.twins, order), images: moved) == table, "order \(seed)")
        }
    }

    @Test func `Packages that only what they lead to tells apart have places of their own`() {
        #expect(Set(Self.twins.ranks).count == Self.twins.packages.count)
        let same = PackageGraph(packages: [Self.twins.packages[0], Self.twins.packages[0], Self.twins.packages[1]])
        #expect(same.ranks == [1, 1, 0])
    }

    /// The same packages in another order.
    private static func moved(_ graph: PackageGraph, _ order: [Int]) -> PackageGraph {
        let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        return PackageGraph(
            packages: order.map { old in
                let package = graph.packages[old]
                return PackageGraph.Package(
                    name: package.name, version: package.version, narSize: package.narSize,
                    references: package.references.compactMap { place[$0] }, popularity: package.popularity)
            })
    }

    @Test func `Images that were not learned from share more bytes with the table than without`() throws {
        let budget = try LayerBudget(5)
        let table = try FamilyLearner(budgets: [budget]).learn(Self.graph, images: Array(Self.images.prefix(25)))
        let others = try Self.images.dropFirst(25).map { try closure($0) }
        let learned = try bytes(others, FamiliesStrategy(table: table), budget)
        #expect(learned < (try bytes(others, FamiliesStrategy(), budget)))
        #expect(learned < (try bytes(others, LargestStrategy(), budget)))
    }

    @Test func `Nothing to learn from makes a table without families`() throws {
        let table = try FamilyLearner().learn(PackageGraph(packages: []), images: [])
        #expect(table.levels.map(\.families) == [[], []])
        #expect(table.levels.map(\.budget) == [.standard, .few])
        let empty = try FamilyLearner().learn(Self.graph, images: [[], []])
        #expect(empty.levels.allSatisfy { $0.families.isEmpty })
    }

    @Test func `Progress ends with the families that the table has`() throws {
        var last: FamilyLearner.Progress?
        let table = try FamilyLearner(budgets: [LayerBudget(4)]).learn(Self.graph, images: Self.images) { last = $0 }
        #expect(last?.families == table.levels[0].families.count)
        #expect(last?.budget.layers == 4)
    }

    @Test func `A family of many packages has only so many lists in lists`() throws {
        // Each image has one package more than the one before it.
        let packages = (0..<150).map { number in
            PackageGraph.Package(
                name: "p\(number)", version: "1", narSize: Int64(1000 - number), references: [], popularity: 1)
        }
        let images = (2...150).map { Array(0..<$0) }
        let table = try FamilyLearner(budgets: [LayerBudget(1)], variations: 0).learn(
            PackageGraph(packages: packages), images: images)
        let largest = try #require(table.levels[0].families.max { $0.packages.count < $1.packages.count })
        #expect(largest.packages.count > 64)
        #expect(largest.group.depth <= 64)
    }

    @Test func `Flattening keeps the outer lists, and every package`() {
        let chain = (0..<1000).reduce(PackageGroup.package("p")) { .groups([$0, .package("p\($1)")]) }
        let flat = chain.flattened(to: 3)
        #expect(chain.depth == 1000 && flat.depth == 3)
        #expect(flat.packages.sorted() == chain.packages.sorted())
        #expect(chain.flattened(to: 1000) == chain)
        guard case .groups(let outer) = flat else { preconditionFailure("it has packages") }
        #expect(outer.last == .package("p999"))
    }

    private func closure(_ image: [Int]) throws -> ClosureGraph {
        try ClosureGraph(
            image.map { number in
                let package = Self.graph.packages[number]
                return .init(
                    path: package.name, name: package.name, version: package.version, narSize: package.narSize,
                    references: package.references.map { Self.graph.packages[$0].name })
            })
    }

    /// Of all different layers.
    private func bytes(_ images: [ClosureGraph], _ strategy: FamiliesStrategy, _ budget: LayerBudget) throws -> Int64 {
        try bytes(images.map { ($0, try strategy.plan($0, budget: budget)) })
    }

    private func bytes(_ images: [ClosureGraph], _ strategy: LargestStrategy, _ budget: LayerBudget) throws -> Int64 {
        try bytes(images.map { ($0, try strategy.plan($0, budget: budget)) })
    }

    private func bytes(_ plans: [(ClosureGraph, LayerPlan)]) throws -> Int64 {
        var layers: [[String]: Int64] = [:]
        for (graph, plan) in plans {
            let sizes = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.path, $0.narSize) })
            for layer in plan.layers { layers[layer] = layer.reduce(0) { $0 + (sizes[$1] ?? 0) } }
        }
        return layers.values.reduce(0, +)
    }
}
