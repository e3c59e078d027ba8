package import Layering
package import Logging
package import Processes

/// Layers as an operator's executable plans them.
///
/// The script answers the kind `plan`, which has the `budget`, the `graph` and its `roots`, with `layers`: lists of store paths, base
/// first. It may add `reasons`, a sentence for each layer. Its answer is checked by ``LayerPlan``. Whether it keeps the other laws of a
/// strategy, that the same graph always gives the same plan above all, is the script's own business.
package struct ScriptStrategy: LayeringStrategy {
    package let name = "script"
    private let runner: ScriptRunner
    private let logger: Logger

    /// - Parameters:
    ///   - runner: runs the script; may be shared.
    ///   - logger: takes what the script prints on standard error.
    package init(_ configuration: ScriptConfiguration, runner: ProcessRunner, logger: Logger) {
        self.runner = ScriptRunner(configuration, runner: runner)
        self.logger = logger
    }

    /// - Throws: ``ScriptError``, `CancellationError`.
    package func plan(_ graph: ClosureGraph, budget: LayerBudget) async throws -> LayerPlan {
        let request = PlanRequest(budget: budget.layers, graph: graph.nodes, roots: graph.roots)
        let answer = try await runner.ask(request, logger: logger)
        let reasons = answer.reasons ?? []
        guard reasons.isEmpty || reasons.count == answer.layers.count else {
            throw runner.failure(.badField("reasons"))
        }
        do {
            return try LayerPlan(answer.layers, of: graph, budget: budget, reasons: reasons.map(Self.shown))
        } catch {
            throw runner.failure(.badPlan(error))
        }
    }

    /// A reason on one line of bounded length; terminals and pages show it.
    private static func shown(_ text: String) -> String { String(text.oneLine.unicodeScalars.prefix(200)) }
}

/// How are these store paths grouped into layers?
private struct PlanRequest: ScriptRequest {
    static let kind = "plan"
    let budget: Int
    let graph: [ClosureGraph.Node]
    let roots: [String]

    struct Answer: Decodable, Sendable {
        let layers: [[String]]
        let reasons: [String]?
    }
}
