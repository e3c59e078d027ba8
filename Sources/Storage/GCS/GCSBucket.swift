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
            let token = tokens.map(UsedValue.init)
            return try await client.send(judge: judge(token)) { try await authorized(try await make(), token) }
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
        // What the service refused for its token did not take place.
        let token = tokens.map(UsedValue.init)
        let judging = judge(token) {
            if !isToQuestion.load(ordering: .relaxed) { isSent.store(false, ordering: .relaxed) }
        }
        let answer = try await GCSBucket.explaining(key) {
            try await client.send(judge: judging) {
                let isRepeated = isSent.exchange(true, ordering: .relaxed)
                isToQuestion.store(isRepeated, ordering: .relaxed)
                return try await authorized(isRepeated ? question : request, token)
            }
        }
        return (answer, isToQuestion.load(ordering: .relaxed))
    }

    /// Opens an answer that may be large.
    func open(_ key: String, _ request: CloudRequest) async throws -> CloudDownload {
        try await GCSBucket.explaining(key) {
            let token = tokens.map(UsedValue.init)
            return try await client.open(judge: judge(token)) { try await authorized(request, token) }
        }
    }

    /// A token goes nowhere but to the service itself; the address of an upload is permission enough.
    private func authorized(_ request: CloudRequest, _ token: UsedValue<Secret>?) async throws -> CloudRequest {
        guard let token, request.url.hasPrefix("\(endpoint)/") else { return request }
        var request = request
        request.headers.append(("Authorization", "Bearer \(try await token.value().value)"))
        return request
    }

    /// Failures that pass are repeated; a refused token is replaced, once.
    private func judge(
        _ token: UsedValue<Secret>?, onRefusal: @escaping @Sendable () -> Void = {}
    ) -> CloudClient.Judge {
        let isRenewed = Mutex(false)
        return { answer in
            _ = clock.correct(by: answer)
            guard answer.status == 401, let token else { return CloudVerdict.byStatus(answer) }
            let isFirst = isRenewed.withLock { isRenewed in
                defer { isRenewed = true }
                return !isRenewed
            }
            guard isFirst else { return .take }
            await token.forget()
            onRefusal()
            return .atOnce
        }
    }

    private static func explaining<Value>(_ key: String, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as CloudError {
            throw StorageError(.failed, key: key, cause: error.description)
        }
    }
}
