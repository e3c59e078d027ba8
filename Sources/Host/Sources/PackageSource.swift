public import Logging
public import OCI

/// Where a package set comes from: a path, a git repository, a channel, a script, a stack of them.
///
/// Laws, checked by `PackageSourceConformance`:
/// - Resolving never evaluates or builds anything.
/// - The same revision is the same packages for ever: two answers with equal ``PinnedPackages/revision`` may be used in each
///   other's place.
/// - "No such tag" (``SourceError/unknownTag(_:near:)``) and "could not ask"
///   (``SourceError/unavailable(_:)``) are different errors.
/// - May be called concurrently; cancelling the task ends the work and leaves nothing half made.
public protocol PackageSource: Sendable {
    /// What the operator called it, or its kind; part of cache keys and log lines, never secret.
    var name: String { get }

    /// Finds the exact package set that a tag means now.
    func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages
}

/// A source that can say which tags it knows.
public protocol TagListing: Sendable {
    /// Every tag that ``PackageSource/resolve(_:logger:)`` knows, in any order; never builds.
    func tags(logger: Logger) async throws -> [Tag]
}

/// Why a source gave no package set.
public enum SourceError: Error, Hashable, Sendable {
    /// The source answered: there is no such tag. `near` holds tags of similar spelling.
    case unknownTag(Tag, near: [String])
    /// The source could not be asked; the text is one sentence for users, without secrets.
    case unavailable(String)
    /// What the operator configured cannot work.
    case misconfigured(String)
}

extension SourceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownTag(let tag, let near):
            "there is no '\(tag)'" + (near.isEmpty ? "" : "; near are \(near.joined(separator: ", "))")
        case .unavailable(let reason), .misconfigured(let reason): reason
        }
    }
}
