/// The address of a repository over https.
package struct WebAddress: Hashable, Sendable {
    /// Not encrypted: only to this machine itself.
    package let isPlain: Bool
    /// Lower case; an IPv6 address without brackets.
    package let host: String
    /// nil for the scheme's own.
    package let port: Int?
    /// Begins with a slash; percent-encoded as it was given.
    package var path: String

    /// - Parameter text: what follows `https://`.
    init(_ text: String, isPlain: Bool) throws(GitURLError) {
        let end = text.firstIndex { "/?#".contains($0) } ?? text.endIndex
        let authority = try Authority(String(text[..<end]))
        // Refused, not used: people put tokens there, and an address is shown in logs.
        guard !authority.hasPassword else { throw .password }
        guard authority.user == nil else { throw .user }
        let standard = isPlain ? 80 : 443
        self.isPlain = isPlain
        host = authority.host
        port = authority.port == standard ? nil : authority.port
        path = String(text[end...])
        guard !isPlain || isLoopback else { throw .plainHTTP }
        try validate()
    }

    /// Checks the path, which may have been changed.
    func validate() throws(GitURLError) {
        guard !path.contains("?"), !path.contains("#") else { throw .query }
        guard path.hasPrefix("/"), path.count > 1 else { throw .path }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }),
            PercentCoding.decode(path) != nil
        else { throw .badCharacters }
    }

    private var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || host == "::1"
            || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
    }

    /// Scheme, host and port.
    package var origin: String {
        (isPlain ? "http://" : "https://") + (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
    }
}

extension WebAddress: CustomStringConvertible {
    package var description: String { origin + path }
}
