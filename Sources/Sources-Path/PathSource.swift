package import Host
package import Logging
package import Nix
package import OCI
package import SystemPackage

/// A package set in a folder or file of this machine. Tags mean nothing here: the revision is what lies there now.
package struct PathSource: PackageSource {
    package let name: String
    private let configured: FilePath
    private let file: String?
    private let evaluation: EvaluationOptions

    /// - Parameters:
    ///   - name: for cache keys and logs.
    ///   - path: a folder with a `default.nix`, or a Nix file; need not exist until it is asked for.
    ///   - file: what to import, relative to the folder; nil for its `default.nix`.
    ///   - evaluation: what an evaluation may do and is given.
    package init(
        name: String = "path", path: FilePath, file: String? = nil, evaluation: EvaluationOptions = .init()
    ) {
        self.name = name
        configured = path
        self.file = file
        self.evaluation = evaluation
    }

    package func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        let place = try await Blocking.run { try Place(configured, file: file) }
        let fingerprint = try await Blocking.run { try Fingerprint(of: place.root) }
        let revision = fingerprint.revision(importing: place.relativeImport, evaluation: evaluation)
        return PinnedPackages(
            revision: revision, displayRevision: place.commit ?? String(revision.prefix(12)),
            evaluation: evaluation,
            isUnchanged: {
                try await Blocking.run { try fingerprint.isSettled && Fingerprint(of: place.root) == fingerprint }
            },
            files: { _ in PackageFiles(importPath: place.importPath, root: place.root) })
    }
}
