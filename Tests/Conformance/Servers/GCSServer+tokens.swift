import FoundationEssentials
import OCI
import Storage

extension GCSServer {
    private struct Claims: Decodable {
        let iat: Int64
        let exp: Int64
        let aud: String
    }

    private struct Token: Encodable {
        let value: String
        let lifetime = 3600
        let kind = "Bearer"

        private enum CodingKeys: String, CodingKey {
            case value = "access_token"
            case lifetime = "expires_in"
            case kind = "token_type"
        }
    }

    /// Gives out a token for a grant by an assertion or refresh token, or to whom the metadata server knows.
    func giveToken(_ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        if case .metadataToken = request.call {
            guard request.http.headers["metadata-flavor"] == "Google" else { return Self.refusal(403, "no flavor") }
        } else {
            guard let grant = grant(request.http) else { return tokenRefusal("invalid_request", "not a grant") }
            if let refusal = refusal(grant, state) { return refusal }
            state.assertions.append(grant)
        }
        state.issued += 1
        let token = "token-\(state.issued)"
        state.tokens?.insert(token)
        return Self.json(Token(value: token))
    }

    /// The assertion, or the refresh token with the client's secret.
    private func grant(_ http: ScriptedServer.Request) -> String? {
        var fields: [String: String] = [:]
        for field in String(decoding: http.body, as: UTF8.self).split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1).compactMap(GCSServerRequest.decode)
            if pair.count == 2 { fields[pair[0]] = pair[1] }
        }
        switch fields["grant_type"] {
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": return fields["assertion"]
        case "refresh_token":
            return [fields["client_id"], fields["client_secret"], fields["refresh_token"]]
                .compactMap { $0 }.joined(separator: " ")
        default: return nil
        }
    }

    /// An assertion is good when its time is, by this server's clock; nil when it is.
    private func refusal(_ grant: String, _ state: State) -> ScriptedServer.Reply? {
        let parts = grant.split(separator: ".")
        guard parts.count == 3 else { return nil }
        guard let bytes = Self.base64URL(parts[1]), let claims = try? CanonicalJSON.decode(Claims.self, from: bytes)
        else { return tokenRefusal("invalid_grant", "not an assertion") }
        let now = CloudClock.system() + state.ahead
        guard abs(claims.iat - now) <= 300, claims.exp > now, claims.exp - claims.iat <= 3600 else {
            return tokenRefusal("invalid_grant", "Invalid JWT: Token must be a short-lived token")
        }
        return nil
    }

    private func tokenRefusal(_ error: String, _ details: String) -> ScriptedServer.Reply {
        .answer(400, body: Array(#"{"error":"\#(error)","error_description":"\#(details)"}"#.utf8))
    }

    /// RFC 4648, 5, without padding.
    package static func base64URL(_ text: some StringProtocol) -> [UInt8]? {
        var text = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while !text.utf8.count.isMultiple(of: 4) { text += "=" }
        return Data(base64Encoded: text).map { Array($0) }
    }
}
