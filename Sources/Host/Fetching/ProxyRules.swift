import AsyncHTTPClient
import FoundationEssentials
import Storage

/// Which proxy stands before which server.
package struct ProxyRules: Hashable, Sendable {
    struct Proxy: Hashable, Sendable {
        let host: String
        let port: Int
        let user: String?
        let password: Secret?
    }

    private let http: Proxy?
    private let https: Proxy?
    /// Servers that are reached directly.
    private let direct: [String]

    /// - Parameters:
    ///   - configured: `http://[user:password@]host[:port]` for every server, nil to go by the environment.
    ///   - environment: where `https_proxy`, `http_proxy` and `no_proxy` may stand.
    /// - Throws: ``FetchError/invalidAddress(reason:)``.
    package init(configured: String?, environment: [String: String]) throws(FetchError) {
        if let configured {
            let proxy = try Self.parse(configured, origin: "the configured proxy")
            (http, https, direct) = (proxy, proxy, [])
            return
        }
        // HTTP_PROXY in capitals may come from a request's header in CGI programs, so nobody reads it.
        http = try environment["http_proxy"].flatMap { value throws(FetchError) in
            try Self.parse(value, origin: "http_proxy")
        }
        https = try (environment["https_proxy"] ?? environment["HTTPS_PROXY"]).flatMap { value throws(FetchError) in
            try Self.parse(value, origin: "https_proxy")
        }
        direct = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "").lowercased().split(separator: ",").map {
            String($0.filter { $0 != " " }.drop { $0 == "." })
        }
    }

    /// The proxy to reach an address by; nil for none.
    func rule(for address: FetchAddress) -> Proxy? {
        isDirect(address) ? nil : address.scheme == .https ? https : http
    }

    /// The same for the HTTP client.
    func proxy(for address: FetchAddress) -> HTTPClient.Configuration.Proxy? {
        guard let proxy = rule(for: address) else { return nil }
        let authorization = proxy.user.map {
            HTTPClient.Authorization.basic(username: $0, password: proxy.password?.value ?? "")
        }
        return .server(host: proxy.host, port: proxy.port, authorization: authorization)
    }

    private func isDirect(_ address: FetchAddress) -> Bool {
        direct.contains { name in
            name == "*" || address.host == name || address.host.hasSuffix(".\(name)")
                || address.port.map { "\(address.host):\($0)" == name } ?? false
        }
    }

    /// nil for an empty text, by which an environment says none.
    private static func parse(_ text: String, origin: String) throws(FetchError) -> Proxy? {
        if text.isEmpty { return nil }
        let url = URL(string: text.contains("://") ? text : "http://\(text)")
        // The text may hold a password, so it is not shown.
        guard let url, url.scheme == "http", let host = url.host(), !host.isEmpty else {
            throw .invalidAddress(reason: "\(origin) is not of the form http://host:port")
        }
        return Proxy(
            host: host, port: url.port ?? 80, user: url.user(percentEncoded: false),
            password: url.password(percentEncoded: false).map { Secret($0) })
    }
}
