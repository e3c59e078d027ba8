/// A bucket's address, and the addresses of objects in it.
///
///     PREFIX objects/KEY       an object
///     PREFIX staging/RANDOM    an upload whose key is not known yet
struct S3Place: Hashable, Sendable {
    let bucket: String
    let region: String
    let prefix: String
    private let scheme: String
    /// With the port, where it is not the scheme's own.
    private let host: String
    /// Percent-encoded, ends without a slash; with the bucket in path style.
    private let path: String

    /// - Throws: ``StorageError`` for an endpoint or bucket that cannot be.
    init(_ configuration: S3Configuration, environment: [String: String]) throws(StorageError) {
        func said(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        bucket = configuration.bucket
        prefix = configuration.prefix
        region = configuration.region ?? said("AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
        let own = Self.amazon("s3", region: region)
        let given = configuration.endpoint ?? said("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        guard bucket.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{2,62}/) != nil else {
            throw StorageError(.failed, key: bucket, cause: "it is not a bucket's name")
        }
        guard let parts = (given ?? own).wholeMatch(of: /(https?):\/\/([A-Za-z0-9.\-_:\[\]]+)(\/[^?#]*)?/)?.output
        else {
            throw StorageError(
                .failed, key: bucket, cause: "its endpoint is not of the form http[s]://host[:port][/path]")
        }
        scheme = String(parts.1)
        let server = Self.withoutStandardPort(String(parts.2).lowercased(), scheme: scheme)
        let base = String((parts.3 ?? "").trimmingSlashes())
        // A dot in the bucket's name does not fit the certificate.
        let isInPath = configuration.pathStyle ?? (given != nil || bucket.contains("."))
        host = isInPath ? server : "\(bucket).\(server)"
        path = isInPath ? "\(base)/\(bucket)" : base
    }

    /// Where Amazon has a service.
    static func amazon(_ service: String, region: String) -> String {
        "https://\(service).\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")"
    }

    func object(_ key: ObjectKey) -> String { "\(objects)\(key.value)" }
    func staged(_ name: String) -> String { "\(staging)\(name)" }
    /// What the names of all objects begin with.
    var objects: String { "\(prefix)objects/" }
    /// What the names of all unfinished uploads begin with.
    var staging: String { "\(prefix)staging/" }

    /// - Parameter name: an object's name in the bucket; nil for the bucket itself.
    func target(_ name: String?, query: [(name: String, value: String)] = []) -> S3Target {
        let rest = name.map { "/\(PercentEncoding.encode($0, keepsSlash: true))" } ?? ""
        let whole = path + rest
        return S3Target(scheme: scheme, host: host, path: whole.isEmpty ? "/" : whole, query: query)
    }

    private static func withoutStandardPort(_ host: String, scheme: String) -> String {
        let port = scheme == "https" ? ":443" : ":80"
        return host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }
}

extension S3Place: CustomStringConvertible {
    var description: String { "\(scheme)://\(host)\(path)/\(prefix)" }
}

extension Substring {
    /// Without slashes at the end.
    fileprivate func trimmingSlashes() -> Substring {
        var rest = self
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return rest
    }
}
