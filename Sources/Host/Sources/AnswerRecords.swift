import Logging
import Storage

/// What a remote answered, and when.
struct RemoteAnswer<Value: Codable & Sendable>: Codable, Sendable {
    let value: Value
    /// When it was asked, in seconds since the epoch.
    let time: Double

    /// How old it is; nil when it claims to be from the future, because a clock is or was wrong.
    func age(at now: Double) -> Double? { now >= time ? now - time : nil }
}

/// The answers of one remote in the store that replicas share. A store that fails costs a question more and nothing else, so
/// its errors are only logged.
struct AnswerRecords<Value: Codable & Sendable>: Sendable {
    private let records: RecordStore
    private let identity: [String]
    private let logger: Logger

    /// - Parameter identity: as ``RemoteSource/identity``.
    init(store: any ObjectStore, identity: [String], logger: Logger) {
        records = RecordStore(store: store, memory: 0, logger: logger)
        self.identity = identity
        self.logger = logger
    }

    func load(_ question: String) async throws -> RemoteAnswer<Value>? {
        try await logged("read") { try await records.getStored(key(question)) } ?? nil
    }

    func save(_ answer: RemoteAnswer<Value>, to question: String) async throws {
        try await logged("written") { try await records.set(answer, at: key(question)) }
    }

    func remove(_ question: String) async throws {
        try await logged("removed") { try await records.remove(key(question)) }
    }

    private func key(_ question: String) throws -> RecordKey<RemoteAnswer<Value>> {
        var key = CacheKey("tag/1")
        key.add(identity)
        key.add(question)
        return try RecordKey(folder: "tags", name: key.finish())
    }

    private func logged<Result>(_ action: String, _ work: () async throws -> Result) async throws -> Result? {
        do {
            return try await work()
        } catch let error as StorageError {
            logger.warning(
                "a remembered tag could not be \(action)", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
