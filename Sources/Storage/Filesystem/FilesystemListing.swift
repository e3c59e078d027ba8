import Synchronization
import SystemPackage

/// Walks the store's folders and hands out objects in the order of their keys.
///
/// What is still to be looked at stays sorted by the least key that it can hold: an object by its key, a folder by the text
/// that the keys in it start with. The least one is taken each time. An object is next in order, because nothing else can hold
/// a lesser key; a folder gives its entries in its place, none of which is less than the folder was.
///
///     objects: a@  a/  ab+/      pending: a  a/  ab      → a
///     a/ holds b@                pending: a/  ab         → opens a/
///                                pending: a/b  ab        → a/b   …
///
/// Only the folders on the way and their direct entries are in memory.
struct FilesystemListing: Sendable {
    /// Something that is still to be looked at.
    private struct Node: Sendable {
        /// No key in it is less than this.
        let text: String
        let path: FilePath
        let isObject: Bool
    }

    private let prefix: String
    private let layout: FilesystemLayout
    /// The least last.
    private var pending: [Node]

    private static let batchSize = 256

    init(prefix: String, layout: FilesystemLayout) {
        self.prefix = prefix
        self.layout = layout
        pending = [Node(text: "", path: layout.objects, isObject: false)]
    }

    /// The objects as a stream that looks no further ahead than one batch; can be iterated once.
    func objects(on threads: BlockingThreads) -> ObjectStream<ObjectInfo> {
        let walk = Walk(listing: self)
        return ObjectStream {
            if let found = walk.ready.withLock({ $0.popLast() }) { return found }
            return try await threads.run { () throws(StorageError) in try walk.advance() }
        }
    }

    /// A listing under way.
    private final class Walk: Sendable {
        /// What the stream hands out next, in reverse order.
        let ready = Mutex<[ObjectInfo]>([])
        private let listing: Mutex<FilesystemListing>

        init(listing: FilesystemListing) { self.listing = Mutex(listing) }

        /// Finds the next batch and returns its first object. Blocks.
        func advance() throws(StorageError) -> ObjectInfo? {
            let batch = try listing.withLock { listing throws(StorageError) in try listing.nextBatch() }
            return ready.withLock { ready in
                ready = batch.reversed()
                return ready.popLast()
            }
        }
    }

    private mutating func nextBatch() throws(StorageError) -> [ObjectInfo] {
        var batch: [ObjectInfo] = []
        while batch.count < FilesystemListing.batchSize, let node = pending.popLast() {
            do throws(Errno) {
                if !node.isObject {
                    try open(node)
                } else if let found = try info(node) {
                    batch.append(found)
                }
            } catch .noSuchFileOrDirectory {  // Gone since it was seen.
            } catch .notDirectory {  // A file that is none of ours.
            } catch { throw StorageError(error, key: layout.objects.string, doing: "listing '\(node.text)'") }
        }
        return batch
    }

    /// Puts a folder's entries in its place.
    private mutating func open(_ folder: Node) throws(Errno) {
        for name in try SystemCall.names(in: folder.path) {
            let (text, isObject): (String, Bool)
            switch FilesystemLayout.entry(named: name) {
            case .object(let rest): (text, isObject) = (folder.text + rest, true)
            case .folder(let rest): (text, isObject) = (folder.text + rest, false)
            case nil: continue
            }
            guard text.hasPrefix(prefix) || !isObject && prefix.hasPrefix(text) else { continue }
            pending.append(Node(text: text, path: folder.path.appending(name), isObject: isObject))
        }
        pending.sort { $0.text > $1.text }
    }

    /// nil for a file that no key leads to.
    private func info(_ object: Node) throws(Errno) -> ObjectInfo? {
        let key: ObjectKey
        do throws(StorageError) { key = try ObjectKey(object.text) } catch { return nil }
        guard layout.path(of: key) == object.path else { return nil }
        let status = try SystemCall.status(at: object.path)
        return ObjectInfo(key: key, size: status.size, modified: status.modified)
    }
}
