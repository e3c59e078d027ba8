import Logging
import Nix
import OCI
import Synchronization

extension ImageBuilder {
    /// Makes every output of the packages valid and rooted.
    ///
    /// A cached derivation is only a hint: it does not survive Nix's garbage collection and other replicas never had it.
    /// So the outputs of cached packages are asked for by path first; the packages of those that are neither valid nor
    /// offered by a cache are evaluated again, which brings their derivations back.
    func realise(
        _ packages: [ResolvedPackage], evaluation: Evaluation, roots: RootScope, logger: Logger
    ) async throws -> [ResolvedPackage] {
        // While the roots are held, and also what was built beside a package that failed.
        defer { pusher?.push(roots.newPaths) }
        let references = packages.references
        try refuseRemembered(references)
        observe(.realising(outputs: references.count))
        let cached = Set(packages.filter { !$0.isFresh }.references)
        let lost = try await self.lost(cached, roots: roots)
        let packages = lost.isEmpty ? packages : try await evaluateAgain(packages, lost, evaluation, logger: logger)
        try await build(packages, roots: roots, except: cached.subtracting(lost), logger: logger)
        return packages
    }

    /// Those of some outputs that can be had only by building them.
    private func lost(_ references: Set<StoreReference>, roots: RootScope) async throws -> Set<StoreReference> {
        let paths = references.map { StoreReference.path($0.storePath) }
        let results = try await roots.realise(paths)
        return references.filter { reference in
            if case .failure = results[.path(reference.storePath)] { true } else { false }
        }
    }

    private func evaluateAgain(
        _ packages: [ResolvedPackage], _ lost: Set<StoreReference>, _ evaluation: Evaluation, logger: Logger
    ) async throws -> [ResolvedPackage] {
        let names = packages.filter { !lost.isDisjoint(with: [$0].references) }.map(\.name)
        logger.info("evaluating again, since outputs are gone", metadata: ["packages": "\(names)"])
        let outcomes = try await evaluateNow(names, evaluation, logger: logger)
        try ImageError.check(names, of: evaluation.request, outcomes: outcomes)
        return packages.map { package in
            guard case .found(let fresh) = outcomes[package.name] else { return package }
            return ResolvedPackage(name: package.name, package: fresh, isFresh: true)
        }
    }

    /// Builds what is not rooted yet, all in one run.
    private func build(
        _ packages: [ResolvedPackage], roots: RootScope, except rooted: Set<StoreReference>, logger: Logger
    ) async throws {
        var names: [StoreReference: String] = [:]
        for package in packages {
            for reference in [package].references where !rooted.contains(reference) { names[reference] = package.name }
        }
        guard !names.isEmpty else { return }
        let log = BuildLog()
        let results = try await roots.realise(names.keys.sorted { $0.storePath < $1.storePath }) { log.append($0) }
        var failed: [StoreReference: NixError] = [:]
        for (reference, result) in results {
            switch result {
            case .success: failures.forget(reference.storePath.path)
            case .failure(let error): failed[reference] = error
            }
        }
        guard !failed.isEmpty else { return }
        throw ImageError.denied(try await remember(failed, names: names, log: log.bytes, logger: logger))
    }
}

/// What Nix and its builders print in one run; Nix's client bounds its length.
private final class BuildLog: Sendable {
    private let text = Mutex<[UInt8]>([])

    func append(_ bytes: [UInt8]) { text.withLock { $0 += bytes } }

    var bytes: [UInt8] { text.withLock { $0 } }
}
