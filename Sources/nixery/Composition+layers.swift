import ArgumentParser
import Host
import Layering
import Logging
import SystemPackage

/// Learning and judging how packages are grouped.
extension Composition {
    /// - Parameter file: where the requests were read from.
    static func plan(
        _ requests: ImageRequestFile, from file: FilePath, of set: PackageSet,
        strategy: LayeringConfiguration.Strategy, table: FilePath?, budget: LayerBudget
    ) async throws -> ImagePlans {
        guard case .requests(let requests) = requests else { throw NoRequests(file: file) }
        let table: FamilyTable? = if let table { try await FamilyTableFile.read(table) } else { nil }
        guard let planner = strategy.builtIn(table: table, popularity: set.popularity) else {
            throw ValidationError("the strategy '\(strategy.rawValue)' works only in a registry")
        }
        return try await ImagePlans(requests, of: set, strategy: planner, budget: budget)
    }

    /// Learns a table off Swift's own threads, which takes minutes. A signal ends the process: nothing is written yet.
    static func learn(
        _ set: LearningSet, budget: LayerBudget, progress: ProgressLine
    ) async throws -> FamilyTable {
        guard !set.images.isEmpty else { throw NothingToLearn() }
        progress.show("learning from \(set.images.count) images of \(set.graph.packages.count) packages")
        return try await Blocking.run {
            try FamilyLearner(budget: budget).learn(set.graph, images: set.images) { step in
                progress.show(
                    "round \(step.round): \(step.families) families, \(step.imagesOverBudget) images over the budget")
            }
        }
    }

    /// What the registry of this configuration recorded.
    static func recordedImages(_ configuration: NixeryConfiguration) async throws -> RecordedImages {
        let parts = try await quietly(configuration)
        return RecordedImages(store: parts.store, logger: parts.logger)
    }

    private struct NothingToLearn: Error, CustomStringConvertible {
        let description = "there is no image to learn from; set 'layering.record' and build some, or name files"
    }

    private struct NoRequests: Error, CustomStringConvertible {
        let file: FilePath
        var description: String { "'\(file)' holds recorded images, which have no store paths; only requests are planned" }
    }
}

extension LayeringConfiguration.Strategy {
    /// A strategy of our own; nil for one that asks another program.
    func builtIn(table: FamilyTable? = nil, popularity: Popularity = .init()) -> (any LayeringStrategy)? {
        switch self {
        case .families: FamiliesStrategy(table: table)
        case .largest: LargestStrategy()
        case .single: SingleStrategy()
        case .nixery: NixeryStrategy(popularity: popularity)
        case .popularity: PopularityStrategy()
        case .sizeFirst: SizeFirstStrategy()
        case .script: nil
        }
    }
}
