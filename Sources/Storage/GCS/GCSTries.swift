import Synchronization

/// The tries of one request: each with a token, and its answer says what time it is and whether the token was refused.
final class GCSTries: Sendable {
    private let endpoint: String
    private let token: UsedValue<Secret>?
    private let time: UsedTime
    private let isRenewed = Atomic(false)

    init(by bucket: GCSBucket) {
        endpoint = bucket.endpoint
        token = bucket.tokens.map(UsedValue.init)
        time = UsedTime(bucket.clock)
    }

    /// The request for the next try. A token goes nowhere but to the service itself; the address of an upload is permission
    /// enough.
    func authorized(_ request: CloudRequest) async throws -> CloudRequest {
        var request = request
        if let token, request.url.hasPrefix("\(endpoint)/") {
            request.headers.append(("Authorization", "Bearer \(try await token.value().value)"))
        }
        _ = time.now()
        return request
    }

    /// Failures that pass are repeated; a refused token is replaced, once.
    @Sendable func judge(_ answer: CloudResponse) async -> CloudVerdict {
        _ = time.correct(by: answer)
        guard answer.status == 401, let token else { return CloudVerdict.byStatus(answer) }
        guard !isRenewed.exchange(true, ordering: .relaxed) else { return .take }
        await token.forget()
        return .atOnce
    }
}
