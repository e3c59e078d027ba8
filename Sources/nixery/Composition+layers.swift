import Host
import Layering
import Logging
import SystemPackage

/// Learning and judging how packages are grouped.
extension Composition {
    /// - Parameters:
    ///   - file: where the requests were read from.
    ///   - strategy: not `script`.
    static func plan(
        _ requests: ImageRequestFile, from file: FilePath, of set: PackageSet,
        strategy: LayeringConfiguration.Strategy, table: FilePath?, budget: LayerBudget
    ) async throws -> ImagePlans {
        guard case .requests(let requests) = requests else { throw NoRequests(file: file) }
        let table: FamilyTable? = if let table { try await FamilyTableFile.read(table) } else { nil }
        let planner = strategy.builtIn(table: table, popularity: set.popularity)
        return try await ImagePlans(requests, of: set, strategy: planner, budget: budget)
    }

    /// Learns a table off Swift's own threads, which takes minutes. A signal ends the process: nothing is written yet.
    static func learn(
        _ set: LearningSet, budgets: [LayerBudget], variations: Int, progress: ProgressLine
    ) async throws -> FamilyTable {
        guard !set.images.isEmpty else { throw NothingToLearn() }
        progress.show("learning from \(set.images.count) images of \(set.graph.packages.count) packages")
        return try await Blocking.run {
            try FamilyLearner(budgets: budgets, variations: variations).learn(set.graph, images: set.images) { step in
                progress.show(
                    "\(step.budget.layers) layers: \(step.families) families, \(step.imagesOverBudget) images over")
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
        var description: String {
            "'\(file)' holds recorded images, which have no store paths; only requests are planned"
        }
    }
}
