import FoundationEssentials
import Host
import Layering
import Logging
import Processes
import SystemPackage

extension Composition {
    /// The configured strategy, with the files that it goes by.
    func strategy() async throws -> any LayeringStrategy {
        let layering = configuration.layering
        if layering.strategy == .script {
            guard let script = layering.script else { preconditionFailure("the configuration was read with a script") }
            return ScriptStrategy(script, runner: runner, logger: logger)
        }
        return layering.strategy.builtIn(table: try await table(), popularity: try await popularity())
    }

    private func table() async throws -> FamilyTable? {
        guard configuration.layering.strategy == .families, let file = configuration.layering.table else { return nil }
        let table = try await FamilyTableFile.read(file)
        let budget = configuration.layering.budget
        if table.levels.allSatisfy({ $0.budget.layers > budget.layers }) {
            logger.warning(
                "the families' table was learned for more layers than the budget; learn it for this budget as well",
                metadata: [
                    "table": "\(file)", "budget": "\(budget.layers)",
                    "learned": "\(table.levels.map { String($0.budget.layers) }.joined(separator: ", "))",
                ])
        }
        return table
    }

    private func popularity() async throws -> Popularity {
        guard configuration.layering.strategy == .nixery, let place = configuration.layering.popularity else {
            return Popularity()
        }
        return try await PopularityFile(place, environment: ProcessInfo.processInfo.environment).read()
    }
}

extension LayeringConfiguration.Strategy {
    /// A strategy that needs no other program.
    ///
    /// - Precondition: it is not `script`.
    /// - Parameters:
    ///   - table: for `families`.
    ///   - popularity: for `nixery`.
    func builtIn(table: FamilyTable?, popularity: Popularity) -> any LayeringStrategy {
        switch self {
        case .families: FamiliesStrategy(table: table)
        case .largest: LargestStrategy()
        case .single: SingleStrategy()
        case .nixery: NixeryStrategy(popularity: popularity)
        case .popularity: PopularityStrategy()
        case .sizeFirst: SizeFirstStrategy()
        case .script: preconditionFailure("a script needs a runner")
        }
    }
}
