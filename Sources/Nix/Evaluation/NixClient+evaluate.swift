package import Logging

extension NixClient {
    /// Looks up packages and what they are made of; builds nothing.
    ///
    /// One evaluator run for all names. When that fails, each name is evaluated by itself, so that one bad package never hides
    /// the others.
    ///
    /// - Returns: an outcome for each of the request's names.
    /// - Throws: ``NixError/notAPackageSet(_:)`` when the fault is the set's, another ``NixError`` when it is the machine's.
    package func evaluate(
        _ request: EvaluationRequest, logger: Logger
    ) async throws -> [String: AttributeOutcome] {
        let evaluator = try Evaluator(self, request, logger: logger)
        return try await evaluator.outcomes()
    }

    /// Whether the source gives a set of packages at all: imports and calls it, looks at nothing inside.
    ///
    /// - Throws: as ``evaluate(_:logger:)``.
    package func checkPackageSet(_ request: EvaluationRequest, logger: Logger) async throws {
        try await Evaluator(self, request, logger: logger).checkSet()
    }
}
