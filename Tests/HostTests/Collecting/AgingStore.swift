import Storage
import Synchronization

/// A store whose objects can be made older, and whose calls a test can hold up.
final class AgingStore: StagingStore {
    /// Is told of each call before it takes place: what is called, and the key or prefix.
    typealias Hook = @Sendable (_ operation: String, _ key: String) async throws -> Void

    private let store: any ObjectStore
    private let ages: Ages
    private let hook: Hook

    /// What views of one store share.
    private final class Ages: Sendable {
        let seconds = Mutex<[ObjectKey: Int64]>([:])
    }

    init(_ store: any ObjectStore) {
        self.store = store
        ages = Ages()
        hook = { _, _ in }
    }

    private init(_ other: AgingStore, hook: @escaping Hook) {
        store = other.store
        ages = other.ages
        self.hook = hook
    }

    /// The same objects, seen by a process of which every call is told.
    func view(_ hook: @escaping Hook) -> AgingStore { AgingStore(self, hook: hook) }

    /// Makes everything that is there older.
    func age(bySeconds seconds: Int64, prefix: String = "") async throws {
        for try await info in store.list(prefix: prefix) {
            ages.seconds.withLock { $0[info.key, default: 0] += seconds }
        }
    }

    var name: String { "aging \(store.name)" }

    func stat(_ key: ObjectKey) async throws -> ObjectInfo? {
        try await hook("stat", key.value)
        return try await store.stat(key).map(aged)
    }

    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        try await hook("read", key.value)
        return try await store.read(key, range: range)
    }

    func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try await hook("put", key.value)
        let isWritten = try await store.put(bytes, at: key, condition: condition)
        if isWritten { renew(key) }
        return isWritten
    }

    @discardableResult
    func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        try await hook("upload", "")
        let key = try await store.upload(body)
        renew(key)
        return key
    }

    func delete(_ key: ObjectKey) async throws {
        try await hook("delete", key.value)
        try await store.delete(key)
        renew(key)
    }

    func list(prefix: String) -> ObjectStream<ObjectInfo> {
        // A stream of its own begins when it is first asked, after the hook.
        let begun = Mutex<ListingBox?>(nil)
        return ObjectStream { [self] in
            if begun.withLock({ $0 == nil }) {
                try await hook("list", prefix)
                let box = ListingBox(store.list(prefix: prefix))
                begun.withLock { $0 = box }
            }
            return try await begun.withLock { $0 }?.next().map(aged)
        }
    }

    /// Nothing is ever left over here.
    @discardableResult
    func removeStaged(before time: Int64) async throws -> Int {
        try await hook("removeStaged", "\(time)")
        return 0
    }

    private func renew(_ key: ObjectKey) { ages.seconds.withLock { $0[key] = nil } }

    private func aged(_ info: ObjectInfo) -> ObjectInfo {
        let age = ages.seconds.withLock { $0[info.key] ?? 0 }
        return ObjectInfo(key: info.key, size: info.size, modified: info.modified - age)
    }
}

/// A listing under way; asked by one task at a time.
private final class ListingBox: @unchecked Sendable {
    private var iterator: ObjectStream<ObjectInfo>.Iterator

    init(_ stream: ObjectStream<ObjectInfo>) { iterator = stream.makeAsyncIterator() }

    func next() async throws -> ObjectInfo? { try await iterator.next() }
}
