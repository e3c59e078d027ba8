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
        _ set: LearningSet, budgets: [LayerBudget], areDrawn: Bool, progress: ProgressLine
    ) async throws -> FamilyTable {
        let images = Words.count(set.images.count, "image")
        progress.show("learning from \(images) of \(Words.count(set.graph.packages.count, "package"))")
        let pace = ProgressPace.ofProcess()
        // Images that are drawn anyway need no others like them.
        let learner = FamilyLearner(budgets: budgets, variations: areDrawn ? 0 : FamilyLearner.standardVariations)
        return try await Blocking.run {
            try learner.learn(set.graph, images: set.images, areDrawn: areDrawn) { step in
                if pace.isDue() { progress.show(step.words) }
            }
        }
    }

    /// What the registry of this configuration recorded.
    static func recordedImages(
        _ configuration: NixeryConfiguration, progress: ProgressLine
    ) async throws -> RecordedImages {
        let parts = try await quietly(configuration)
        return RecordedImages(store: parts.store, logger: parts.logger) { count in
            if count.isMultiple(of: 100) { progress.show("read \(count) images") }
        }
    }

    /// The budgets to learn for where none is named: the usual ones, and the one that the registry serves with.
    static func budgets(_ configuration: NixeryConfiguration) -> [LayerBudget] {
        FamilyLearner.standardBudgets + [configuration.layering.budget]
    }

    private struct NoRequests: Error, CustomStringConvertible {
        let file: FilePath
        var description: String {
            "'\(file)' holds recorded images, which have no store paths; only requests are planned"
        }
    }
}

extension FamilyLearner.Progress {
    fileprivate var words: String {
        let layers = Words.count(budget.layers, "layer")
        guard compared == toCompare else { return "\(layers): compared \(compared) of \(toCompare) packages" }
        let families = Words.count(families, "family", plural: "families")
        return "\(layers): \(families), \(Words.count(imagesOverBudget, "image")) over the budget"
    }
}
