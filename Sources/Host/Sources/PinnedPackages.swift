public import Logging
public import Nix
public import SystemPackage

/// An exact package set: a hash of all that decides its packages, how to evaluate it, and a way to its files.
///
/// The files are asked for only when something must be evaluated: an image that is known needs none, so a tag whose
/// revision is remembered is served without a checkout, on a new replica too.
public struct PinnedPackages: Sendable {
    /// Hash of the source's kind, its commit or fingerprint, the file, arguments and evaluator options; 64 hexadecimal
    /// digits, see ``SourceRevision``.
    public let revision: String
    /// What people call this revision: a commit, a release; for logs, annotations and the `Nixery-Revision` header.
    public let displayRevision: String
    /// When the revision was made, in seconds since the epoch, where the source knows: a commit's time.
    public let time: Int64?
    /// How to evaluate it.
    public let evaluation: EvaluationOptions
    /// One sentence for a `Warning` header when the tag may mean something else by now; nil when it is fresh.
    public var warning: String?
    /// The files on this machine, fetched first where they are not there.
    ///
    /// - Throws: ``SourceError``.
    public let files: @Sendable (_ logger: Logger) async throws -> PackageFiles
    /// Asked after an evaluation: is the content still what ``revision`` says? A path can change meanwhile; then the
    /// result is served but not cached.
    public let isUnchanged: @Sendable () async throws -> Bool

    public init(
        revision: String, displayRevision: String, time: Int64? = nil, evaluation: EvaluationOptions = .init(),
        warning: String? = nil, isUnchanged: @escaping @Sendable () async throws -> Bool = { true },
        files: @escaping @Sendable (_ logger: Logger) async throws -> PackageFiles
    ) {
        self.revision = revision
        self.displayRevision = displayRevision
        self.time = time
        self.evaluation = evaluation
        self.warning = warning
        self.isUnchanged = isUnchanged
        self.files = files
    }
}

/// Where a package set's files are. They stay there as long as the value lives.
public struct PackageFiles: Sendable {
    /// The file or folder that Nix imports; absolute, symbolic links resolved.
    public let importPath: FilePath
    /// The folder that the evaluator may read: ``importPath`` or one above it.
    public let root: FilePath
    /// Laid over it, in order.
    public var overlays: [OverlayFiles] = []
    /// Keeps the files from being removed, for example by holding a lock.
    private let hold: (any Sendable)?

    public init(importPath: FilePath, root: FilePath, hold: (any Sendable)? = nil) {
        self.importPath = importPath
        self.root = root
        self.hold = hold
    }
}

/// Where an overlay's files are, and what its function is given.
public struct OverlayFiles: Sendable {
    /// What messages call it.
    public let name: String
    public let files: PackageFiles
    /// Arguments of its function by name, as JSON text.
    public let arguments: [String: String]

    public init(name: String, files: PackageFiles, arguments: [String: String]) {
        self.name = name
        self.files = files
        self.arguments = arguments
    }
}
