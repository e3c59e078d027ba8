import Crypto
import OCI

/// AWS Signature Version 4, in headers and in a URL's query.
///
/// Input: a request's method, target, headers and the hash of its body. The canonical request is hashed, the hash is put
/// with time and scope into a text, and that is signed by a key made of the secret, the day, the region and the service:
///
///     secret ─HMAC day─▶ ─HMAC region─▶ ─HMAC service─▶ ─HMAC "aws4_request"─▶ key
///     HMAC(key, "AWS4-HMAC-SHA256\nTIME\nSCOPE\nhash(canonical request)") ─▶ signature
///
/// Source: Amazon S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
struct S3Signer: Sendable {
    let credentials: S3Credentials
    let region: String
    private static let service = "s3"
    private static let algorithm = "AWS4-HMAC-SHA256"

    /// The headers that a request needs besides its own; all of them are signed.
    ///
    /// - Parameters:
    ///   - payload: the body's SHA-256 in hexadecimal.
    ///   - time: seconds since the epoch by the service's clock.
    func headers(
        _ method: String, _ target: S3Target, _ headers: [(name: String, value: String)], payload: String, time: Int64
    ) -> [(name: String, value: String)] {
        let stamp = CloudTime.compact(time)
        var added = [("x-amz-date", stamp), ("x-amz-content-sha256", payload)]
        if let token = credentials.token { added.append(("x-amz-security-token", token.value)) }
        let signed = Self.canonical(headers + added + [("host", target.host)])
        let signature = signature(method, target, signed, payload: payload, stamp: stamp)
        let names = signed.map(\.name).joined(separator: ";")
        let scope = scope(stamp)
        added.append(
            (
                "Authorization",
                "\(Self.algorithm) Credential=\(credentials.accessKey)/\(scope),SignedHeaders=\(names),Signature=\(signature)"
            ))
        return added
    }

    /// A URL that anybody may use for a while.
    ///
    /// - Parameter lifetime: seconds, up to a week.
    func url(_ method: String, _ target: S3Target, lifetime: Int64, time: Int64) -> Secret {
        let stamp = CloudTime.compact(time)
        var target = target
        target.query += [
            ("X-Amz-Algorithm", Self.algorithm), ("X-Amz-Credential", "\(credentials.accessKey)/\(scope(stamp))"),
            ("X-Amz-Date", stamp), ("X-Amz-Expires", "\(lifetime)"), ("X-Amz-SignedHeaders", "host"),
        ]
        if let token = credentials.token { target.query.append(("X-Amz-Security-Token", token.value)) }
        let signature = signature(
            method, target, [("host", target.host)], payload: "UNSIGNED-PAYLOAD", stamp: stamp)
        return Secret("\(target.url)&X-Amz-Signature=\(signature)")
    }

    private func scope(_ stamp: String) -> String { "\(stamp.prefix(8))/\(region)/\(Self.service)/aws4_request" }

    private func signature(
        _ method: String, _ target: S3Target, _ headers: [(name: String, value: String)], payload: String,
        stamp: String
    ) -> String {
        let canonical = [
            method, target.path, target.canonicalQuery, headers.map { "\($0.name):\($0.value)\n" }.joined(),
            headers.map(\.name).joined(separator: ";"), payload,
        ].joined(separator: "\n")
        let text = [Self.algorithm, stamp, scope(stamp), Digest(of: canonical.utf8).hex].joined(separator: "\n")
        let steps = [String(stamp.prefix(8)), region, Self.service, "aws4_request"]
        let key = steps.reduce(Array("AWS4\(credentials.secretKey.value)".utf8)) { Self.mac($1, key: $0) }
        return Digest.hexadecimal(Self.mac(text, key: key))
    }

    private static func mac(_ text: String, key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    /// Lower-case names in order, values without spaces around them.
    private static func canonical(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        headers.map { (name: $0.name.lowercased(), value: trimmed($0.value)) }.sorted { $0.name < $1.name }
    }

    private static func trimmed(_ text: String) -> String {
        text.split(separator: " ").joined(separator: " ")
    }
}
