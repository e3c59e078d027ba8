import FoundationEssentials
import OCI

/// Gets access tokens from Google, each by the credentials' own way.
struct GCSTokens: Sendable {
    private let credentials: GCSCredentials
    private let client: CloudClient
    private let clock: CloudClock

    /// The tokens of credentials, renewed when they are about to end; nil for credentials that have none.
    ///
    /// - Parameter clock: tells the time that assertions are signed with.
    static func tokens(
        of credentials: GCSCredentials, client: CloudClient, clock: CloudClock
    ) -> FreshValue<Secret>? {
        if case .none = credentials { return nil }
        let source = GCSTokens(credentials: credentials, client: client, clock: clock)
        // The metadata server gives out the same token until 300 s before its end.
        return FreshValue(early: 225, now: { clock.now }, make: { try await source.token() })
    }

    private func token() async throws -> FreshValue<Secret>.Dated {
        let answer = try await answer()
        guard answer.isSuccess else { throw refusal(answer) }
        guard let token = try? CanonicalJSON.decode(Token.self, from: answer.body) else {
            // The decoder's words could repeat a part of the token.
            throw StorageError(.failed, key: place, cause: "its answer is not a token")
        }
        return (Secret(token.value), clock.now + min(max(0, token.lifetime), 1 << 32))
    }

    private func answer() async throws -> CloudResponse {
        // An assertion by a wrong clock is refused; the answer says what time it is.
        let time = UsedTime(clock)
        let judge: CloudClient.Judge = { answer in
            let wasOff = time.correct(by: answer)
            return wasOff && answer.status == 400 ? .atOnce : CloudVerdict.byStatus(answer)
        }
        do {
            return try await client.send(limit: 1 << 20, judge: judge) { try request(at: time.now()) }
        } catch let error as CloudError {
            throw StorageError(.failed, key: place, cause: error.description + advice)
        }
    }

    /// - Parameter time: seconds since the epoch.
    private func request(at time: Int64) throws -> CloudRequest {
        switch credentials {
        case .none: preconditionFailure("nothing to ask with")
        case .serviceAccount(let key):
            form(
                key.tokenAddress,
                [
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("assertion", try TokenAssertion(key: key, time: time).text()),
                ])
        case .user(let user):
            form(
                user.tokenAddress,
                [
                    ("grant_type", "refresh_token"), ("client_id", user.clientID),
                    ("client_secret", user.clientSecret.value), ("refresh_token", user.refreshToken.value),
                ])
        case .metadataServer(let host):
            CloudRequest(
                .get, "http://\(host)/computeMetadata/v1/instance/service-accounts/default/token",
                headers: [("Metadata-Flavor", "Google")])
        }
    }

    private func form(_ address: String, _ fields: [(String, String)]) -> CloudRequest {
        let body = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return CloudRequest(
            .post, address, headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8))
    }

    /// Who gives the tokens, for errors.
    private var place: String {
        switch credentials {
        case .none: "no token"
        case .serviceAccount(let key): "token of \(key.email)"
        case .user: "token of the signed-in user"
        case .metadataServer(let host): "token of the metadata server \(host)"
        }
    }

    /// What helps where nobody answers.
    private var advice: String {
        guard case .metadataServer = credentials else { return "" }
        return "; outside of Google's machines, name a key file with 'storage.gcs.credentials'"
    }

    private func refusal(_ answer: CloudResponse) -> StorageError {
        // Where there is no such JSON, the status has to do.
        let words = (try? CanonicalJSON.decode(TokenRefusal.self, from: answer.body))?.description
        let kind: StorageError.Kind = (400..<500).contains(answer.status) ? .denied : .failed
        return StorageError(kind, key: place, cause: words ?? "status \(answer.status)")
    }
}

/// RFC 6749, 5.1.
private struct Token: Decodable {
    let value: String
    /// Seconds.
    let lifetime: Int64

    private enum CodingKeys: String, CodingKey {
        case value = "access_token"
        case lifetime = "expires_in"
    }
}

/// RFC 6749, 5.2.
private struct TokenRefusal: Decodable, CustomStringConvertible {
    let error: String
    let details: String?

    private enum CodingKeys: String, CodingKey {
        case error
        case details = "error_description"
    }

    var description: String { details.map { "\(error): \($0)" } ?? error }
}
