/// Where a request goes, in the parts that a signature covers.
struct S3Target: Sendable {
    let scheme: String
    /// As the `Host` header says it.
    let host: String
    /// Percent-encoded.
    let path: String
    /// Not encoded yet.
    var query: [(name: String, value: String)] = []

    var url: String {
        let query = canonicalQuery
        return "\(scheme)://\(host)\(path)\(query.isEmpty ? "" : "?\(query)")"
    }

    /// Names and values encoded, in the order of the encoded names.
    var canonicalQuery: String {
        let pairs = query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        return pairs.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }
}
