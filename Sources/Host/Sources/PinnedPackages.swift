public import Nix
public import SystemPackage

/// An exact package set: what to import, how, and a hash of all that decides its packages.
public struct PinnedPackages: Hashable, Sendable {
    /// Hash of the source's kind, its commit or fingerprint, the file, arguments and evaluator options; hexadecimal.
    public let revision: String
    /// What people call this revision: a commit, a release; for logs, annotations and the `Nixery-Revision` header.
    public let displayRevision: String
    /// The file or folder that Nix imports; absolute, symbolic links resolved.
    public let importPath: FilePath
    /// The folder that the evaluator may read: ``importPath`` or one above it.
    public let root: FilePath
    /// How to evaluate it.
    public let evaluation: EvaluationOptions
    /// Asked after an evaluation: is the content still what ``revision`` says? A path can change meanwhile; then the
    /// result is served but not cached.
    public let isUnchanged: @Sendable () async throws -> Bool

    public init(
        revision: String, displayRevision: String, importPath: FilePath, root: FilePath,
        evaluation: EvaluationOptions = .init(), isUnchanged: @escaping @Sendable () async throws -> Bool = { true }
    ) {
        self.revision = revision
        self.displayRevision = displayRevision
        self.importPath = importPath
        self.root = root
        self.evaluation = evaluation
        self.isUnchanged = isUnchanged
    }

    public static func == (left: PinnedPackages, right: PinnedPackages) -> Bool {
        left.revision == right.revision && left.importPath == right.importPath
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(revision)
        hasher.combine(importPath)
    }
}
