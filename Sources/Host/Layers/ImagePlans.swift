package import Layering
import OCI
package import SystemPackage

/// The layers of many images as one strategy groups them, and how long that took.
package struct ImagePlans: Sendable {
    /// By the requests' ids.
    let plans: [String: [[String]]]
    /// Spent planning, without reading files and making graphs.
    package let time: Duration
    /// Of the largest closure: its store paths, and the time that planning it took.
    package let largest: (paths: Int, time: Duration)

    package var count: Int { plans.count }

    /// Plans one image after the other.
    ///
    /// - Throws: ``LayerFileError`` where a request asks for what the set does not have.
    package init(
        _ requests: [ImageRequestFile.Request], of set: PackageSet, strategy: any LayeringStrategy, budget: LayerBudget
    ) async throws {
        var plans: [String: [[String]]] = [:]
        var time = Duration.zero
        var largest = (paths: 0, time: Duration.zero)
        for request in requests {
            let graph = try set.closureGraph(of: request)
            let start = ContinuousClock.now
            let plan = try await strategy.plan(graph, budget: budget)
            let taken = ContinuousClock.now - start
            plans[request.id] = plan.layers
            time += taken
            if graph.nodes.count > largest.paths { largest = (graph.nodes.count, taken) }
        }
        self.plans = plans
        self.time = time
        self.largest = largest
    }

    /// `{"plans":{id:[[path]]}}`, the base layer first.
    package func write(to path: FilePath) async throws {
        try await LayerFile.write(try CanonicalJSON.encode(["plans": plans]), to: path)
    }
}
