import Logging

/// One request to evaluate, from the first run to the outcomes.
struct Evaluator: Sendable {
    private let client: NixClient
    private let request: EvaluationRequest
    private let runs: EvaluatorRuns
    private let names: [String]
    private let logger: Logger

    init(_ client: NixClient, _ request: EvaluationRequest, logger: Logger) throws(NixError) {
        self.client = client
        self.request = request
        runs = try EvaluatorRuns(client, request)
        names = Array(Set(request.names)).sorted()
        self.logger = logger
    }

    /// - Throws: ``NixError``.
    func checkSet() async throws {
        switch try await runs.run(.check, []) {
        case .reply: break
        case .failed(let failure) where failure.kind == .environment:
            throw NixError.environment(reason: failure.message, detail: [])
        case .failed(let failure): throw NixError.notAPackageSet(try await naming(failure))
        }
    }

    /// Names the overlay that is at fault: the first with which the set cannot be used any more.
    private func naming(_ failure: EvaluationFailure) async throws -> EvaluationFailure {
        var lower = request
        var failure = failure
        while let overlay = lower.overlays.popLast() {
            guard case .failed(let earlier) = try await EvaluatorRuns(client, lower).run(.check, []) else {
                return EvaluationFailure(failure.kind, message: "overlay '\(overlay.name)': \(failure.message)")
            }
            failure = earlier
        }
        return failure
    }

    func outcomes() async throws -> [String: AttributeOutcome] {
        guard !names.isEmpty else { return [:] }
        switch try await runs.run(.all, names) {
        case .reply(let reply):
            return try await each { try await outcome($0, reply) }
        case .failed(let failure):
            logger.debug("evaluating each package by itself", metadata: ["reason": "\(failure.message)"])
            // Where the set itself is at fault, no package is.
            try await checkSet()
            return try await each(alone)
        }
    }

    /// The outcome for every name, a few at a time: the client's process limit says how many.
    private func each(
        _ outcome: @escaping @Sendable (String) async throws -> AttributeOutcome
    ) async throws -> [String: AttributeOutcome] {
        try await withThrowingTaskGroup(of: (String, AttributeOutcome).self) { group in
            for name in names { group.addTask { (name, try await outcome(name)) } }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// One name in runs of its own.
    private func alone(_ name: String) async throws -> AttributeOutcome {
        switch try await runs.run(.all, [name]) {
        case .reply(let reply): return try await outcome(name, reply)
        case .failed(let whole):
            // Either the package fails or only its settings.
            switch try await runs.run(.package, [name]) {
            case .failed(let failure): return try failed(failure)
            case .reply(let reply):
                guard reply.results?[name]?.status == .found else { return try failed(whole) }
                return try failed(settingsFailure(whole))
            }
        }
    }

    /// What a run that caught errors says about one name.
    private func outcome(_ name: String, _ reply: EvaluatorReply) async throws -> AttributeOutcome {
        guard let result = reply.results?[name] else { throw incomplete(name) }
        switch result.status {
        case .caught: return try await uncaught(.package, name) { $0 }
        case .found where result.settingsCaught == true:
            return try await uncaught(.settings, name, settingsFailure)
        case .found:
            guard let package = try PackageReader.read(result) else { throw incomplete(name) }
            return package
        case .notADerivation:
            return .failed(EvaluationFailure(.notADerivation, message: "it is not a package"))
        case .notFound: return .notFound(near: near(name, result, reply))
        case .settings: throw incomplete(name)
        }
    }

    /// Runs once more without catching, because what is caught loses its message.
    private func uncaught(
        _ mode: EvaluatorRuns.Mode, _ name: String, _ map: (EvaluationFailure) -> EvaluationFailure
    ) async throws -> AttributeOutcome {
        switch try await runs.run(mode, [name], wasCaught: true) {
        case .failed(let failure): return try failed(map(failure))
        case .reply:
            return .failed(EvaluationFailure(.other, message: "it fails in one evaluation and not in the next"))
        }
    }

    private func settingsFailure(_ failure: EvaluationFailure) -> EvaluationFailure {
        EvaluationFailure(failure.kind, message: "its image settings do not evaluate: \(failure.message)")
    }

    /// The machine's trouble is never blamed on a package.
    private func failed(_ failure: EvaluationFailure) throws(NixError) -> AttributeOutcome {
        guard failure.kind != .environment else { throw .environment(reason: failure.message, detail: []) }
        return .failed(failure)
    }

    private func incomplete(_ name: String) -> NixError {
        .unreadable(tool: EvaluatorRuns.tool, reason: "nothing about '\(name)'")
    }

    private func near(_ name: String, _ result: EvaluatorReply.Result, _ reply: EvaluatorReply) -> [String] {
        let components = name.split(separator: ".", omittingEmptySubsequences: false)
        let prefix = result.prefix ?? []
        guard prefix.count < components.count else { return [] }
        let names = (prefix.isEmpty ? reply.names : result.names) ?? []
        return NearNames.find(String(components[prefix.count]), among: names)
            .map { (prefix + [$0]).joined(separator: ".") }
    }
}
