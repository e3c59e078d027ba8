import Testing

@testable import Layering

/// Why packages share a layer, as `nixery layers show` says it.
@Suite struct ReasonTests {
    /// A graph, and what a strategy says of its layers.
    struct Case: Sendable, CustomTestStringConvertible {
        let nodes: [ClosureGraph.Node]
        let strategy: any LayeringStrategy
        let budget: Int
        let layers: [[String]]
        let reasons: [String]

        fileprivate init(
            _ strategy: any LayeringStrategy, _ budget: Int, _ layers: [([String], String)],
            _ nodes: [ClosureGraph.Node] = ReasonTests.nodes
        ) {
            (self.nodes, self.strategy, self.budget) = (nodes, strategy, budget)
            (self.layers, reasons) = (layers.map(\.0), layers.map(\.1))
        }

        var testDescription: String { "\(strategy.name), \(budget) layers" }
    }

    private static let popularity = Popularity(["openssl": 2000, "git": 3])

    static let cases = [
        Case(SingleStrategy(), 5, [(["curl", "git", "glibc", "openssl", "perl"], "everything in one layer")]),
        // Enough layers, and too few.
        Case(
            LargestStrategy(), 5,
            [(["glibc"], each), (["git"], each), (["perl"], each), (["openssl"], each), (["curl"], each)]),
        Case(
            LargestStrategy(), 3,
            [
                (["glibc"], "alone: among the largest"), (["git"], "alone: among the largest"),
                (["curl", "openssl", "perl"], "the rest: over the budget"),
            ]),
        Case(
            PopularityStrategy(), 2,
            [
                (["glibc"], "alone: counted 10 times in this image"),
                (["curl", "git", "openssl", "perl"], "the rest: over the budget, and counted least"),
            ]),
        // A rating is a popularity times closure sizes: that of openssl is 2000 · (30 + 4).
        Case(
            NixeryStrategy(popularity: popularity), 5,
            [
                (["openssl"], "alone: rating 68.0 k"), (["git", "perl"], "dominated by git: rating 312"),
                (["curl"], "alone: rating 36"), (["glibc"], "alone: rating 30"),
            ]),
        Case(
            NixeryStrategy(popularity: popularity), 3,
            [
                (["openssl"], "alone: rating 68.0 k"), (["git", "perl"], "dominated by git: rating 312"),
                (["curl", "glibc"], "folded: over the budget, and rated lowest; rating 66"),
            ]),
        Case(
            SizeFirstStrategy(), 5,
            [
                (["glibc"], "alone: among the largest"), (["openssl"], "alone: among the largest"),
                (["curl"], "alone: among the largest"), (["perl"], "alone: among the largest"),
                (["git"], "alone: among the largest"),
            ]),
        Case(
            SizeFirstStrategy(), 3,
            [
                (["glibc"], "alone: among the largest"), (["curl"], "the rest: over the budget"),
                (["git", "openssl", "perl"], "grouped under git, one of the largest"),
            ]),
        // libc is under both of the largest; nothing chosen stands between.
        Case(
            SizeFirstStrategy(), 3,
            [
                (["libc", "zlib"], "shared by one and 1 more of the largest"), (["two"], "alone: among the largest"),
                (["one"], "alone: among the largest"),
            ], pair),
    ]

    private static let each = "alone: the budget has a layer for each"

    @Test(arguments: cases) func `Each layer has a reason that is true`(example: Case) async throws {
        let graph = try ClosureGraph(example.nodes)
        let plan = try await example.strategy.plan(graph, budget: LayerBudget(example.budget))
        #expect(plan.layers == example.layers)
        #expect(plan.reasons == example.reasons)
    }

    fileprivate static let nodes = [
        node("glibc", 30), node("openssl", 4, ["glibc"]), node("perl", 10, ["glibc"]),
        node("git", 20, ["perl", "openssl", "glibc"]), node("curl", 2, ["openssl", "glibc"]),
    ]
    private static let pair = [
        node("libc", 3), node("zlib", 2), node("one", 9, ["libc", "zlib"]), node("two", 8, ["libc", "zlib"]),
    ]

    private static func node(_ name: String, _ size: Int64, _ references: [String] = []) -> ClosureGraph.Node {
        .init(path: name, name: name, version: "", narSize: size, references: references)
    }

    static let figures: [(UInt128, String)] = [
        (0, "0"), (999, "999"), (1000, "1.0 k"), (12_345_678, "12.3 M"), (999_999, "999 k"), (1_000_000, "1.0 M"),
        // No unit is large enough.
        (999 * 1_000_000_000_000_000_000, "999 E"), (.max, "over 999 E"),
    ]

    @Test(arguments: figures) func `A large number has a unit`(number: UInt128, text: String) {
        #expect(Figure.text(number) == text)
    }
}
