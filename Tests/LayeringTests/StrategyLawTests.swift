import Conformance
import Layering
import Testing

/// Every strategy of this module keeps every law.
@Suite struct StrategyLawTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let strategy: any LayeringStrategy
        let testDescription: String

        init(_ strategy: any LayeringStrategy, _ note: String = "") {
            self.strategy = strategy
            testDescription = strategy.name + note
        }
    }

    static let examples: [Example] = [
        Example(SingleStrategy()), Example(LargestStrategy()), Example(PopularityStrategy()),
        Example(SizeFirstStrategy()),
        Example(NixeryStrategy()),
        Example(NixeryStrategy(popularity: Popularity(popularity)), " with popularity"),
        Example(FamiliesStrategy()),
        Example(FamiliesStrategy(table: randomTable), " with a table of all the names"),
        Example(FamiliesStrategy(table: partialTable), " with a table of a few names and of others"),
    ]

    @Test(arguments: LayeringStrategyConformance.laws, examples)
    func `Keeps the law`(_ law: LayeringStrategyConformance, _ example: Example) async throws {
        try await law.check(example.strategy)
    }

    /// Random graphs have these names.
    private static let names = (0..<50).map { "package\($0)" }

    private static let popularity = Dictionary(
        uniqueKeysWithValues: names.enumerated().map { number, name in (name, number % 7 * 30) })

    /// Families of one to seven packages.
    private static let randomTable = table([1, 7, 2, 6, 3, 5, 4, 1, 1, 7, 6, 7], of: names)
    /// Packages that images do not have, some in families with packages that they have.
    private static let partialTable = table(
        [3, 1, 5, 4, 2, 10], of: names.prefix(15) + (0..<10).map { "absent\($0)" })

    private static func table(_ sizes: [Int], of names: some Collection<String>) -> FamilyTable {
        var rest = Array(names)[...]
        let families = sizes.map { size in
            defer { rest = rest.dropFirst(size) }
            let packages = rest.prefix(size).map { PackageGroup.package($0) }
            // Some families were put together from smaller groups.
            let group = PackageGroup.groups([.groups(Array(packages.prefix(2))), .groups(Array(packages.dropFirst(2)))])
            return FamilyTable.Family(size > 3 ? group : .groups(packages), seen: size * 3)
        }
        do {
            let few = try FamilyTable.Level(budget: LayerBudget(20), families: Array(families.prefix(3)))
            return try FamilyTable(images: 30, levels: [.init(budget: .standard, families: families), few])
        } catch {
            preconditionFailure("the names are different: \(error)")
        }
    }
}
