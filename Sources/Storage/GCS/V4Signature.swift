import Crypto
import FoundationEssentials
import OCI

/// Google's V4 signing of an address, so that whoever holds it may get one object for a short time
/// (<https://cloud.google.com/storage/docs/access-control/signed-urls>, `GOOG4-RSA-SHA256`).
///
/// Input: the object's address, a service account's key, the time and how long it is good for. Steps: the query says who
/// signs, when and for how long; the *canonical request* is method, path, query and the one signed header, `host`; its SHA-256
/// with the time and scope is the *string to sign*; the key's signature of that ends the query.
struct V4Signature {
    let key: ServiceAccountKey
    /// Seconds since the epoch.
    let time: Int64
    /// Seconds; Google takes up to seven days.
    let lifetime: Int

    /// The signed address for getting an object.
    ///
    /// - Parameters:
    ///   - origin: scheme and host, `https://storage.googleapis.com`.
    ///   - path: bucket and object, percent-encoded, from the first slash on.
    func address(origin: String, path: String) throws -> String {
        let text = stringToSign(host: Self.host(of: origin), path: path)
        let signature = try Digest.hexadecimal(key.sign(text.utf8))
        return "\(origin)\(path)?\(query)&X-Goog-Signature=\(signature)"
    }

    func stringToSign(host: String, path: String) -> String {
        let request = SHA256.hash(data: Data(canonicalRequest(host: host, path: path).utf8))
        return "\(Self.algorithm)\n\(stamp)\n\(scope)\n\(Digest.hexadecimal(request))"
    }

    func canonicalRequest(host: String, path: String) -> String {
        "GET\n\(path)\n\(query)\nhost:\(host)\n\nhost\nUNSIGNED-PAYLOAD"
    }

    private static let algorithm = "GOOG4-RSA-SHA256"

    /// The query without the signature; its names are in order already.
    private var query: String {
        [
            ("X-Goog-Algorithm", Self.algorithm), ("X-Goog-Credential", "\(key.email)/\(scope)"),
            ("X-Goog-Date", stamp), ("X-Goog-Expires", "\(lifetime)"), ("X-Goog-SignedHeaders", "host"),
        ].map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    }

    private var scope: String { "\(stamp.prefix(8))/auto/storage/goog4_request" }

    private var stamp: String { CloudTime.compact(time) }

    /// With the port, where one is given.
    private static func host(of origin: String) -> String {
        guard let start = origin.firstRange(of: "://")?.upperBound else { return origin }
        return String(origin[start...])
    }
}
