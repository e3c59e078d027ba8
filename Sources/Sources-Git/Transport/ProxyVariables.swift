/// What the usual environment variables say about proxies.
struct ProxyVariables {
    private let proxy: String?
    /// Hosts and domains that are reached directly.
    private let exceptions: [String]

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? {
            let value = environment[name] ?? environment[name.uppercased()]
            return value?.isEmpty == false ? value : nil
        }
        proxy = value("https_proxy")
        exceptions = (value("no_proxy") ?? "").split(separator: ",").map { entry in
            String(entry.drop { $0 == " " || $0 == "." }.prefix { $0 != " " }).lowercased()
        }
    }

    /// The proxy for an https address; nil for a direct connection.
    func proxy(for address: WebAddress) -> String? {
        let isException = exceptions.contains { entry in
            entry == "*" || (!entry.isEmpty && (address.host == entry || address.host.hasSuffix(".\(entry)")))
        }
        return address.isPlain || isException ? nil : proxy
    }
}
