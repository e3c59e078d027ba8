import OCI

/// The tries of one call: each is signed anew, and its answer says whether time or credentials were why it was refused.
struct S3Tries: Sendable {
    private let call: S3Call
    private let place: S3Place
    private let payload: String
    private let credentials: UsedValue<S3Credentials>
    private let time: UsedTime

    init(of call: S3Call, by client: S3Client) {
        self.call = call
        place = client.place
        payload = Digest(of: call.body).hex
        credentials = UsedValue(client.credentials)
        time = UsedTime(client.clock)
    }

    /// The request for the next try.
    func signed() async throws -> CloudRequest {
        let signer = S3Signer(credentials: try await credentials.value(), region: place.region)
        let target = place.target(call.name, query: call.query)
        let headers = signer.headers(call.method.rawValue, target, call.headers, payload: payload, time: time.now())
        return CloudRequest(call.method, target.url, headers: call.headers + headers, body: call.body)
    }

    @Sendable func judge(_ response: CloudResponse) async -> CloudVerdict {
        let wasOff = time.correct(by: response)
        guard let answer = S3Answer(response) else { return .take }
        if wasOff, isAboutTime(answer) { return .atOnce }
        if isAboutEnd(answer) {
            await credentials.forget()
            return .again(after: nil)
        }
        if isAboutKeys(answer), await credentials.replace() { return .atOnce }
        return Self.passing.contains(answer.code) ? .again(after: nil) : CloudVerdict.byStatus(response)
    }

    private func isAboutTime(_ answer: S3Answer) -> Bool {
        answer.code == "RequestTimeTooSkewed" || isHead(answer, 403)
    }

    private func isAboutEnd(_ answer: S3Answer) -> Bool {
        ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(answer.code) || isHead(answer, 400)
    }

    /// Whether other keys than these may have taken their place, in a file or elsewhere.
    private func isAboutKeys(_ answer: S3Answer) -> Bool {
        ["InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"].contains(answer.code) || isHead(answer, 403)
    }

    /// An answer to HEAD has no body, so that its code is not known.
    private func isHead(_ answer: S3Answer, _ status: Int) -> Bool { call.method == .head && answer.status == status }

    /// Codes of trouble that passes under a status that says otherwise.
    private static let passing = [
        "ConditionalRequestConflict", "OperationAborted", "InternalError", "SlowDown", "RequestTimeout",
    ]
}
