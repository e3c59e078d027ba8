import Logging
import Nix
import OCI

extension ImageBuilder {
    /// The packages of a request in their order; names that mean the same output with the same settings appear once.
    ///
    /// - Throws: ``ImageError`` naming every package that is missing or cannot be had.
    func evaluate(_ evaluation: Evaluation, logger: Logger) async throws -> [ResolvedPackage] {
        let names = evaluation.request.names
        let known = try await remembered(names, evaluation)
        let unknown = names.filter { known[$0] == nil }
        let fresh = unknown.isEmpty ? [:] : try await evaluateNow(unknown, evaluation, logger: logger)
        try ImageError.check(names, of: evaluation.request, outcomes: known.merging(fresh) { $1 })
        var seen: Set<Contribution> = []
        return names.compactMap { name in
            guard case .found(let package) = fresh[name] ?? known[name], seen.insert(Contribution(package)).inserted
            else { return nil }
            return ResolvedPackage(name: name, package: package, isFresh: fresh[name] != nil)
        }
    }

    /// Evaluates whatever the caches say, and remembers what is true for ever.
    func evaluateNow(
        _ names: [String], _ evaluation: Evaluation, logger: Logger
    ) async throws -> [String: AttributeOutcome] {
        observe(.evaluating(packages: names.count))
        let pinned = evaluation.pinned
        let system = evaluation.request.platform.nixSystem
        let outcomes = try await pinned.withRequest(system: system, names: names, logger: logger) { request in
            try await nix.evaluate(request, logger: logger)
        }
        if try await pinned.isUnchanged() {
            try await records.set(
                outcomes.compactMap { name, outcome in
                    try AttributeRecord(outcome).map { (record: $0, key: try recordKey(name, evaluation)) }
                })
        }
        return outcomes
    }

    private func remembered(_ names: [String], _ evaluation: Evaluation) async throws -> [String: AttributeOutcome] {
        try await withThrowingTaskGroup(of: (String, AttributeOutcome?).self) { group in
            for name in names {
                group.addTask { (name, try await records.get(recordKey(name, evaluation))?.outcome) }
            }
            var known: [String: AttributeOutcome] = [:]
            for try await (name, outcome) in group { known[name] = outcome }
            return known
        }
    }

    private func recordKey(_ name: String, _ evaluation: Evaluation) throws -> RecordKey<AttributeRecord> {
        try AttributeRecord.key(
            revision: evaluation.pinned.revision, system: evaluation.request.platform.nixSystem, name: name)
    }
}

/// What a package adds to an image, whatever it is called.
private struct Contribution: Hashable {
    let output: StorePath
    let settings: ImageSettings?

    init(_ package: EvaluatedPackage) {
        output = package.output.outPath
        settings = package.settings
    }
}

extension PinnedPackages {
    /// What the evaluator is asked about this package set.
    ///
    /// - Throws: what ``files`` throws.
    func withRequest<Value>(
        system: String, names: [String], logger: Logger, _ body: (EvaluationRequest) async throws -> Value
    ) async throws -> Value {
        let files = try await files(logger)
        var request = EvaluationRequest(
            importPath: files.importPath, root: files.root, options: evaluation, system: system, names: names)
        request.overlays = files.overlays.map {
            OverlayRequest(
                name: $0.name, importPath: $0.files.importPath, root: $0.files.root, arguments: $0.arguments)
        }
        defer { withExtendedLifetime(files) {} }
        return try await body(request)
    }
}

extension AttributeRecord {
    /// nil for outcomes that may be another one next time.
    fileprivate init?(_ outcome: AttributeOutcome) {
        switch outcome {
        case .found(let package): self = .found(package)
        case .notFound(let near): self = .notFound(near: near)
        case .failed(let failure) where failure.isPermanent: self = .failed(failure)
        case .failed: return nil
        }
    }

    fileprivate var outcome: AttributeOutcome {
        switch self {
        case .found(let package): .found(package)
        case .notFound(let near): .notFound(near: near)
        case .failed(let failure): .failed(failure)
        }
    }
}
