import Logging
import Nix
import OCI
import Storage

extension ImageBuilder {
    /// Makes every output of the packages valid and rooted.
    ///
    /// A cached derivation is only a hint: it does not survive Nix's garbage collection and other replicas never had it.
    /// So the outputs of cached packages are asked for by path first; the packages of those that are neither valid nor
    /// offered by a cache are evaluated again, which brings their derivations back.
    func realise(
        _ packages: [ResolvedPackage], evaluation: Evaluation, roots: RootScope, logger: Logger
    ) async throws -> [ResolvedPackage] {
        let references = packages.references
        observe(.realising(outputs: references.count))
        let cached = Set(packages.filter { !$0.isFresh }.references)
        let lost = try await self.lost(cached, roots: roots)
        let packages = lost.isEmpty ? packages : try await evaluateAgain(packages, lost, evaluation, logger: logger)
        try await build(packages, roots: roots, except: cached.subtracting(lost), logger: logger)
        return packages
    }

    /// Those of some outputs that can be had only by building them.
    private func lost(_ references: Set<StoreReference>, roots: RootScope) async throws -> Set<StoreReference> {
        var lost: Set<StoreReference> = []
        for reference in references.sorted(by: { $0.storePath < $1.storePath }) {
            do { try await roots.realisePath(reference.storePath) } catch NixError.notValid { lost.insert(reference) }
        }
        return lost
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

    /// Builds the outputs that are not rooted yet, all in one run.
    private func build(
        _ packages: [ResolvedPackage], roots: RootScope, except rooted: Set<StoreReference>, logger: Logger
    ) async throws {
        var names: [DerivationOutput: String] = [:]
        var plain: [StorePath] = []
        for package in packages {
            for reference in [package].references where !rooted.contains(reference) {
                switch reference {
                case .output(let output): names[output] = package.name
                case .path(let path): plain.append(path)
                }
            }
        }
        try refuseRemembered(names)
        for path in plain { try await roots.realisePath(path) }
        let failures = try await roots.realise(names.keys.sorted { $0.outPath < $1.outPath }) { output, log in
            await keep(log, of: output, logger: logger)
        }
        for output in names.keys where failures[output] == nil { self.failures.forget(output.outPath.path) }
        guard failures.isEmpty else { throw ImageError.denied(remember(failures, names: names)) }
    }
}
