public import Logging
public import OCI

/// A package set that lies elsewhere, where asking what a tag means now costs time and can fail: git, a channel, a script.
///
/// ``TagMemory`` makes a ``PackageSource`` of it: it remembers what tags mean for a while, asks once for many callers, and
/// falls back on the last answer when the remote cannot be asked. Laws:
/// - ``pin(_:logger:)`` asks the remote, and may fetch. It throws ``SourceError/unknownTag(_:near:)`` only when the remote
///   answered, ``SourceError/unavailable(_:)`` when it could not be asked.
/// - ``packages(at:)`` asks nobody: the packages of a pin are the same for ever, on every replica. Their
///   ``PinnedPackages/files`` fetch what this machine does not have, and never ask again what the tag means.
/// - May be called concurrently; cancelling ends the work, child processes included, and leaves nothing half made.
public protocol RemoteSource: Sendable {
    /// As ``PackageSource/name``.
    var name: String { get }

    /// All that decides what a tag means: kind, address, rules. No secrets; remembered answers are kept under a hash of it.
    var identity: [String] { get }

    /// What a tag means now.
    func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin

    /// The packages of a pin.
    func packages(at pin: SourcePin) -> PinnedPackages
}

/// What a tag means at a time: exact content, and what is needed to find it again.
public struct SourcePin: Hashable, Sendable, Codable {
    /// A commit, or another name of exact content.
    public var content: String
    /// What people call it; nil for ``content``.
    public var display: String?
    /// When it was made, in seconds since the epoch.
    public var time: Int64?
    /// The tag means this for ever (a full commit), so that it need never be asked for again.
    public var isFixed: Bool
    /// Nobody was asked whether the content exists: anybody can make any number of such pins, so none is written down.
    public var isUnchecked: Bool
    /// What the source needs besides to find the content: an address, a hash. No secrets.
    public var details: [String: String]

    public init(
        content: String, display: String? = nil, time: Int64? = nil, isFixed: Bool = false,
        isUnchecked: Bool = false, details: [String: String] = [:]
    ) {
        self.content = content
        self.display = display
        self.time = time
        self.isFixed = isFixed
        self.isUnchecked = isUnchecked
        self.details = details
    }
}
