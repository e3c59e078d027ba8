import FoundationEssentials
import OCI

/// What a service account's key signs to get a token: a JSON Web Token (RFC 7519) used as a grant (RFC 7523, 2.1).
struct TokenAssertion {
    let key: ServiceAccountKey
    /// Seconds since the epoch.
    let time: Int64

    private static let scope = "https://www.googleapis.com/auth/devstorage.read_write"
    /// Seconds; the longest that Google takes.
    private static let lifetime: Int64 = 3600

    /// Header, claims and signature, each in base64url.
    func text() throws -> String {
        let claims = Claims(
            iss: key.email, scope: Self.scope, aud: key.tokenAddress, iat: time, exp: time + Self.lifetime)
        let header = Header(alg: "RS256", typ: "JWT", kid: key.keyID)
        let signed = try [CanonicalJSON.encode(header), CanonicalJSON.encode(claims)]
            .map(Self.base64URL).joined(separator: ".")
        return try signed + "." + Self.base64URL(key.sign(signed.utf8))
    }

    private struct Header: Encodable {
        let alg: String
        let typ: String
        let kid: String?
    }

    private struct Claims: Encodable {
        let iss: String
        let scope: String
        let aud: String
        let iat: Int64
        let exp: Int64
    }

    /// RFC 4648, 5, without padding.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        var text = Data(bytes).base64EncodedString()
        text.replace("+", with: "-")
        text.replace("/", with: "_")
        text.replace("=", with: "")
        return text
    }
}
