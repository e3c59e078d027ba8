package import Storage
import Synchronization

/// A store that fails where a test wants it to, counts what it is asked for, and otherwise does what the one behind it does.
package final class FaultyStore: ObjectStore {
    /// A requirement of ``ObjectStore`` or ``ConditionalStore``.
    package enum Operation: Hashable, Sendable, CaseIterable {
        case stat, read, put, upload, delete, list, readVersion, replace
    }

    /// What goes wrong, and when.
    private struct Fault {
        let operation: Operation
        /// The first call that fails, counted from 1 over all calls of the operation.
        let first: Int
        /// The last one.
        let last: Int
        let error: StorageError
        /// Bytes that an upload takes before it fails.
        let bytes: Int64
    }

    /// Everything that was asked and that shall fail.
    private struct State {
        var keys: [Operation: [String]] = [:]
        var calls: [Operation: Int] = [:]
        var faults: [Fault] = []
    }

    let store: any ObjectStore
    private let state = Mutex(State())

    package init(_ store: any ObjectStore) { self.store = store }

    package var name: String { "faulty \(store.name)" }

    /// Makes calls of one operation fail.
    ///
    /// - Parameters:
    ///   - calls: which ones, from 1, counted from now on.
    ///   - bytes: how much an upload takes before it fails; nothing to do with the others.
    package func fail(
        _ operation: Operation, calls: ClosedRange<Int> = 1...1, with kind: StorageError.Kind,
        afterBytes bytes: Int64 = 0
    ) {
        let error = StorageError(kind, key: name, cause: "a test wanted it so")
        state.withLock { state in
            let done = state.calls[operation, default: 0]
            state.faults.append(
                Fault(
                    operation: operation, first: done + calls.lowerBound,
                    last: calls.upperBound == .max ? .max : done + calls.upperBound, error: error, bytes: bytes))
        }
    }

    /// Lets everything work again.
    package func heal() { state.withLock { $0.faults = [] } }

    /// How often an operation was called, failed calls included.
    package func calls(_ operation: Operation) -> Int { state.withLock { $0.calls[operation, default: 0] } }

    /// The keys (for listings: prefixes) of the calls that ended well, in that order, repetitions included.
    package func keys(_ operation: Operation) -> [String] { state.withLock { $0.keys[operation, default: []] } }

    package func stat(_ key: ObjectKey) async throws -> ObjectInfo? {
        try begin(.stat)
        let info = try await store.stat(key)
        note(.stat, key.value)
        return info
    }

    package func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        try begin(.read)
        let body = try await store.read(key, range: range)
        note(.read, key.value)
        return body
    }

    package func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try begin(.put)
        let isWritten = try await store.put(bytes, at: key, condition: condition)
        note(.put, key.value)
        return isWritten
    }

    @discardableResult
    package func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        let fault = enter(.upload)
        let key = try await store.upload { writer in
            guard let fault else { return try await body(writer) }
            _ = try await body(FaultyWriter(writer: writer, left: fault.bytes, error: fault.error))
            throw fault.error
        }
        note(.upload, key.value)
        return key
    }

    package func delete(_ key: ObjectKey) async throws {
        try begin(.delete)
        try await store.delete(key)
        note(.delete, key.value)
    }

    package func list(prefix: String) -> ObjectStream<ObjectInfo> {
        if let fault = enter(.list) { return ObjectStream { throw fault.error } }
        note(.list, prefix)
        return store.list(prefix: prefix)
    }

    func begin(_ operation: Operation) throws(StorageError) {
        if let fault = enter(operation) { throw fault.error }
    }

    /// Counts a call and finds what shall go wrong with it.
    private func enter(_ operation: Operation) -> Fault? {
        state.withLock { state in
            let call = state.calls[operation, default: 0] + 1
            state.calls[operation] = call
            return state.faults.first { $0.operation == operation && $0.first <= call && call <= $0.last }
        }
    }

    func note(_ operation: Operation, _ key: String) {
        state.withLock { $0.keys[operation, default: []].append(key) }
    }
}

/// Passes on the first bytes of an upload and then fails, as a disk does that runs full.
private final class FaultyWriter: ObjectWriter {
    private let writer: any ObjectWriter
    private let left: Mutex<Int64>
    private let error: StorageError

    init(writer: any ObjectWriter, left: Int64, error: StorageError) {
        self.writer = writer
        self.left = Mutex(left)
        self.error = error
    }

    func write(_ bytes: [UInt8]) async throws {
        let taken = left.withLock { left in
            let taken = min(left, Int64(bytes.count))
            left -= taken
            return Int(taken)
        }
        try await writer.write(Array(bytes.prefix(taken)))
        if taken < bytes.count { throw error }
    }
}
