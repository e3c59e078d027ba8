import OCI
import Synchronization

/// Requests to one bucket over the JSON API (<https://cloud.google.com/storage/docs/json_api>), each with a token.
struct GCSBucket: Sendable {
    let name: String
    /// Scheme and host, without a slash at the end.
    let endpoint: String
    /// Stands before every key.
    let prefix: String
    let client: CloudClient
    let retry: RetryPolicy
    let clock: CloudClock
    let tokens: FreshValue<Secret>?

    /// `gs://` and the bucket, for errors and logs.
    var place: String { "gs://\(name)\(prefix.isEmpty ? "" : "/\(prefix)")" }

    /// Sends a request that may take place more than once.
    ///
    /// - Parameter key: what it is about, for errors.
    func send(_ key: String, _ make: @escaping CloudClient.Maker) async throws -> CloudResponse {
        try await GCSBucket.explaining(key) {
            let tries = GCSTries(by: self)
            return try await client.send(judge: tries.judge) { try await tries.authorized(try await make()) }
        }
    }

    /// Sends a request at most once: when it is not certain what became of it, `question` is sent instead of it again.
    ///
    /// - Returns: the answer, and whether it is one to `question`.
    func sendOnce(
        _ key: String, _ request: CloudRequest, orAsk question: CloudRequest
    ) async throws -> (answer: CloudResponse, isToQuestion: Bool) {
        let isSent = Atomic(false)
        let isToQuestion = Atomic(false)
        let tries = GCSTries(by: self)
        let judge: CloudClient.Judge = { answer in
            let verdict = await tries.judge(answer)
            // What the service refused for its token did not take place.
            if verdict == .atOnce, !isToQuestion.load(ordering: .relaxed) { isSent.store(false, ordering: .relaxed) }
            return verdict
        }
        let answer = try await GCSBucket.explaining(key) {
            try await client.send(judge: judge) {
                let isRepeated = isSent.exchange(true, ordering: .relaxed)
                isToQuestion.store(isRepeated, ordering: .relaxed)
                return try await tries.authorized(isRepeated ? question : request)
            }
        }
        return (answer, isToQuestion.load(ordering: .relaxed))
    }

    /// Opens an answer that may be large.
    func open(_ key: String, _ request: CloudRequest) async throws -> CloudDownload {
        try await GCSBucket.explaining(key) {
            let tries = GCSTries(by: self)
            return try await client.open(judge: tries.judge) { try await tries.authorized(request) }
        }
    }

    private static func explaining<Value>(_ key: String, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as CloudError {
            throw StorageError(.failed, key: key, cause: error.description)
        }
    }
}
