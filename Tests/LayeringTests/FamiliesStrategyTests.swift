import Testing

@testable import Layering

/// What the table says, what becomes of parts of families, and what is folded.
@Suite struct FamiliesStrategyTests {
    /// perl and its base were put together first, then git came to them.
    static let table = try? FamilyTable(
        images: 100,
        levels: [
            .init(
                budget: .standard,
                families: [
                    .init(.package("libc"), seen: 100),
                    .init(.groups([.groups([.package("perl"), .package("perl-base")]), .package("git")]), seen: 40),
                ]),
            .init(
                budget: LayerBudget(4),
                families: [.init(.groups([.package("libc"), .package("perl"), .package("git")]), seen: 100)]),
        ])

    @Test func `A family is one layer, and what most images have comes first`() throws {
        #expect(
            try plan(["git 50", "libc 30", "perl 10", "perl-base 5"], budget: 94) == [
                // 30 bytes in 100 images weigh more than 65 in 40.
                ["libc"], ["git", "perl", "perl-base"],
            ])
    }

    @Test func `Of some of a family, the groups that are whole are layers of their own`() throws {
        #expect(
            try plan(["libc 30", "perl 10", "perl-base 5"], budget: 94) == [["libc"], ["perl", "perl-base"]])
        #expect(try plan(["git 50", "libc 30", "perl 10"], budget: 94) == [["libc"], ["git"], ["perl"]])
    }

    @Test func `Some of a family stays together where there is no room for its groups`() throws {
        let images = try FamilyTable(images: 9, levels: [.init(budget: LayerBudget(2), families: Self.families)])
        #expect(
            try plan(["git 50", "libc 30", "perl 10"], budget: 2, images) == [["git", "perl"], ["libc"]])
        #expect(
            try plan(["git 50", "libc 30", "perl 10"], budget: 3, images) == [["git"], ["libc"], ["perl"]])
    }

    private static let families: [FamilyTable.Family] = [
        .init(.package("libc"), seen: 9),
        .init(.groups([.package("git"), .package("perl"), .package("perl-base")]), seen: 9),
    ]

    @Test(arguments: [
        // The largest budget that is not above: 94.
        (126, 2), (94, 2),
        // 4 has one family for all three.
        (93, 1), (4, 1),
        // None is small enough: the smallest.
        (3, 1),
    ]) func `A plan uses the level for its budget`(budget: Int, layers: Int) throws {
        #expect(try plan(["libc 30", "perl 10", "git 5"], budget: budget).count == layers + (layers == 2 ? 1 : 0))
    }

    @Test func `What is over the budget is folded, what nothing refers to apart from the rest`() throws {
        let nodes = [
            node("libc", 30), node("big", 20), node("lib-a", 2), node("lib-b", 3),
            node("tool-a", 4, ["libc", "lib-a", "big"]), node("tool-b", 1, ["libc", "lib-b"]),
        ]
        let table = try FamilyTable(images: 1, levels: [.init(budget: .standard, families: [])])
        #expect(
            try plan(nodes, budget: 4, table) == [["libc"], ["big"], ["lib-a", "lib-b"], ["tool-a", "tool-b"]])
        #expect(try plan(nodes, budget: 2, nil) == [["libc"], ["big", "lib-a", "lib-b", "tool-a", "tool-b"]])
        #expect(try plan(nodes, budget: 1, nil).count == 1)
    }

    @Test func `Over the budget, small packages of one version that the table does not have are together`() throws {
        let nodes = [
            node("libc", 900_000), node("big", 40_000_000, version: "3"), node("big-doc", 500, version: "3"),
            node("a", 700, version: "2"), node("a-data", 600, version: "2"), node("b", 400, version: "1"),
            // No version is not one that two packages have.
            node("c", 300), node("d", 300),
        ]
        let apart = nodes.sorted { $0.narSize > $1.narSize }.map { [$0.name] }.filter { !["c", "d"].contains($0[0]) }
        #expect(try plan(nodes, budget: 8, nil) == apart + [["c"], ["d"]])
        #expect(
            try plan(nodes, budget: 7, nil) == [["big"], ["libc"], ["a", "a-data"], ["big-doc"], ["b"], ["c"], ["d"]])
        // What the table has is not touched.
        let table = try FamilyTable(
            images: 9, levels: [.init(budget: .standard, families: [.init(.package("a"), seen: 9)])])
        #expect(try plan(nodes, budget: 7, table).contains(["a"]))
    }

    @Test func `Large packages of one version stay alone where that costs less`() throws {
        let nodes = [
            node("qt-core", 20_000_000, version: "6.8"), node("qt-web", 90_000_000, version: "6.8"),
            node("x", 10), node("y", 20),
        ]
        #expect(try plan(nodes, budget: 3, nil) == [["qt-web"], ["qt-core"], ["x", "y"]])
    }

    @Test func `New versions are grouped as the old ones were`() throws {
        let names = ["git 50", "libc 30", "perl 10", "jq 3", "oniguruma 2"]
        let strategy = FamiliesStrategy(table: Self.table)
        let before = try strategy.plan(ClosureGraph(names.map { node($0, hash: "a") }), budget: LayerBudget(4))
        let after = try strategy.plan(ClosureGraph(names.map { node($0, hash: "b") }), budget: LayerBudget(4))
        #expect(after.layers == before.layers.map { $0.map { "b" + $0.dropFirst() } })
    }

    @Test func `A plan says why`() throws {
        let graph = try ClosureGraph(["git 50", "libc 30", "perl 10", "perl-base 5", "jq 1"].map { node($0) })
        #expect(
            try FamiliesStrategy(table: Self.table).plan(graph, budget: .standard).reasons == [
                "alone: in 100 of 100 images", "family of 3: in 40 of 100 images", "alone: not in the table",
            ])
        let part = try ClosureGraph(["libc 30", "perl 10", "perl-base 5"].map { node($0) })
        #expect(
            try FamiliesStrategy(table: Self.table).plan(part, budget: .standard).reasons == [
                "alone: in 100 of 100 images", "group of 2 in a family of 3: some of it in 40 of 100 images",
            ])
    }

    @Test func `A plan without a table says why`() throws {
        let nodes = [
            node("libc", 9_000_000), node("a", 700, version: "2"), node("a-data", 600, version: "2"), node("b", 9),
        ]
        let plan = try FamiliesStrategy().plan(ClosureGraph(nodes), budget: LayerBudget(3))
        #expect(plan.reasons == ["alone", "2 of version 2", "alone"])
    }

    @Test func `Reasons tell drawn images, and those made up for learning, from those that somebody asked for`() throws
    {
        let families = [FamilyTable.Family(.package("libc"), seen: 30), FamilyTable.Family(.package("jq"), seen: 0)]
        let table = try FamilyTable(images: 40, areDrawn: true, levels: [.init(budget: .standard, families: families)])
        let plan = try FamiliesStrategy(table: table).plan(
            ClosureGraph([node("libc 9"), node("jq 5")]), budget: .standard)
        #expect(plan.reasons == ["alone: in 30 of 40 drawn images", "alone: only in images made up for learning"])
    }

    @Test func `The two folds differ in their first words`() throws {
        let nodes = [node("a", 9), node("b", 8), node("c", 1), node("d", 1, ["c"])]
        let reasons = try FamiliesStrategy().plan(ClosureGraph(nodes), budget: LayerBudget(3)).reasons
        #expect(reasons.map { $0.prefix(12) } == ["alone", "folded: rare", "folded: tops"])
    }

    @Test func `Of two versions of a package, the larger one is the family's`() throws {
        let nodes = [
            node("git 40", hash: "a"), node("git 50", hash: "b"), node("perl 5", hash: "c"),
            node("perl-base 5", hash: "d"),
        ]
        let plan = try FamiliesStrategy(table: Self.table).plan(ClosureGraph(nodes), budget: .standard)
        #expect(plan.layers == [["b-git", "c-perl", "d-perl-base"], ["a-git"]])
        #expect(plan.reasons.last == "alone: smaller than another of its name")
    }

    @Test func `Outputs and variants of a package are packages of their own`() throws {
        let table = try FamilyTable(
            images: 9,
            levels: [
                .init(
                    budget: .standard,
                    families: [.init(.groups([.package("python3"), .package("python3-pip")]), seen: 9)])
            ])
        func image(_ hash: String) throws -> [[String]] {
            let nodes = [
                node("python3", 110_000, version: "3.12.8"), node("python3-pip", 9, version: "24"),
                ClosureGraph.Node(
                    path: "\(hash)-python3-3.12.8-env", name: "python3", version: "3.12.8-env", narSize: 200_000,
                    references: []),
            ]
            return try FamiliesStrategy(table: table).plan(ClosureGraph(nodes), budget: .standard).layers
        }
        #expect(try image("a").contains(["-python3", "-python3-pip"]))
        #expect(try image("b").contains(["-python3", "-python3-pip"]))
    }

    private func plan(_ names: [String], budget: Int, _ table: FamilyTable? = table) throws -> [[String]] {
        try plan(names.map { node($0) }, budget: budget, table)
    }

    /// By names.
    private func plan(_ nodes: [ClosureGraph.Node], budget: Int, _ table: FamilyTable?) throws -> [[String]] {
        let plan = try FamiliesStrategy(table: table).plan(ClosureGraph(nodes), budget: LayerBudget(budget))
        return plan.layers.map { $0.map { String($0.dropFirst($0.hasPrefix("-") ? 1 : 2)) } }
    }

    /// - Parameter text: name and size.
    private func node(_ text: String, hash: String = "") -> ClosureGraph.Node {
        let parts = text.split(separator: " ")
        return .init(
            path: "\(hash)-\(parts[0])", name: String(parts[0]), version: "", narSize: Int64(parts[1]) ?? 0,
            references: [])
    }

    private func node(
        _ name: String, _ size: Int64, _ references: [String] = [], version: String = ""
    ) -> ClosureGraph.Node {
        .init(path: "-\(name)", name: name, version: version, narSize: size, references: references.map { "-\($0)" })
    }
}
