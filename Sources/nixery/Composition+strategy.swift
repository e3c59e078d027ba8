import FoundationEssentials
import Host
import Layering
import Processes
import SystemPackage

extension Composition {
    /// The configured strategy, with the files that it goes by.
    func strategy() async throws -> any LayeringStrategy {
        let layering = configuration.layering
        switch layering.strategy {
        case .families: return try FamiliesStrategy(table: layering.table.map(Self.table))
        case .largest: return LargestStrategy()
        case .single: return SingleStrategy()
        case .nixery: return NixeryStrategy(popularity: try await Self.popularity(layering.popularity))
        case .popularity: return PopularityStrategy()
        case .sizeFirst: return SizeFirstStrategy()
        case .script:
            guard let script = layering.script else { preconditionFailure("the configuration was read with a script") }
            return ScriptStrategy(script, runner: runner, logger: logger)
        }
    }

    private static func popularity(_ place: String?) async throws -> Popularity {
        guard let place else { return Popularity() }
        return try await PopularityFile(place, environment: ProcessInfo.processInfo.environment).read()
    }

    private static func table(_ file: FilePath) throws -> FamilyTable {
        throw UnreadableTable(file: file)
    }

    private struct UnreadableTable: Error, CustomStringConvertible {
        let file: FilePath
        var description: String { "the table '\(file)' cannot be read by this version; leave out 'layering.table'" }
    }
}
