/// Where blobs, manifests and records are kept: a flat space of keys, each with bytes that appear whole or not at all.
///
/// Laws, checked by `ObjectStoreConformance`:
/// - A write is visible whole or not at all, to this process and to every other on the same store; a failed or cancelled
///   write leaves nothing under its key and nothing that a listing shows.
/// - Read-after-write: once ``put(_:at:condition:)`` or ``upload(_:)`` has returned, ``stat(_:)``, ``read(_:range:)`` and
///   ``list(prefix:)`` of any process see the object.
/// - Concurrent writers of one key never mix: one of the written values is there afterwards.
/// - nil means "not there" and nothing else; every other trouble is a ``StorageError``.
/// - Every requirement may be called concurrently. Cancelling the task stops the work at the next buffer or listed object
///   with an error: a stream never just ends early.
public protocol ObjectStore: Sendable {
    /// What this store is, for logs: kind and place, never credentials.
    var name: String { get }

    /// Size and time of an object; nil when there is none.
    func stat(_ key: ObjectKey) async throws -> ObjectInfo?

    /// Opens an object for reading.
    ///
    /// - Parameter range: byte offsets within the object, or nil for all of it. A range that ends after the object is
    ///   cut at its end; one that starts at or after its end throws ``StorageError/Kind/outOfRange``.
    /// - Returns: nil when there is no such object.
    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody?

    /// Writes a small object held in memory.
    ///
    /// - Returns: false when `condition` is `.absent` and there is one already; it is left as it was.
    func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool

    /// Writes an object of any size as a stream. `body` gets a writer that is valid until it returns, and says at its end
    /// under which key the object goes, so that content-addressed blobs need one pass. When `body` throws, nothing is kept;
    /// nor when a write failed and `body` overlooked it.
    ///
    /// - Returns: what `body` said, once the object is durable.
    @discardableResult
    func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey

    /// Removes an object; removing what is not there is no error.
    func delete(_ key: ObjectKey) async throws

    /// Every object whose key starts with `prefix` (whole text, not whole components), in the order of their keys' bytes.
    func list(prefix: String) -> ObjectStream<ObjectInfo>
}

/// When a ``ObjectStore/put(_:at:condition:)`` takes place.
public enum WriteCondition: Sendable {
    case always
    /// Only if there is no object under the key.
    case absent
}

/// What is known about an object without reading it.
public struct ObjectInfo: Hashable, Sendable {
    public let key: ObjectKey
    /// Bytes.
    public let size: Int64
    /// Seconds since the epoch, by the store's clock.
    public let modified: Int64

    public init(key: ObjectKey, size: Int64, modified: Int64) {
        self.key = key
        self.size = size
        self.modified = modified
    }
}

/// Takes the bytes of one ``ObjectStore/upload(_:)``, in order: each write ends before the next one begins.
public protocol ObjectWriter: Sendable {
    /// Appends bytes; waits while the store is slower than its caller.
    func write(_ bytes: [UInt8]) async throws
}

/// An object opened for reading.
public struct ObjectBody: Sendable {
    /// Bytes of the whole object.
    public let size: Int64
    /// The offsets that ``chunks`` deliver.
    public let range: Range<Int64>
    /// An open file that holds the object from offset 0, for stores that can hand one out: lets a server send it without
    /// copying. Closed when the body is released.
    public let file: (any OpenFile)?
    /// The bytes of ``range``; can be iterated once.
    public let chunks: ObjectStream<[UInt8]>

    public init(
        size: Int64, range: Range<Int64>, file: (any OpenFile)? = nil,
        chunks: ObjectStream<[UInt8]>
    ) {
        self.size = size
        self.range = range
        self.file = file
        self.chunks = chunks
    }
}

/// A file descriptor that stays open as long as this value is held.
public protocol OpenFile: Sendable {
    var descriptor: CInt { get }
}
