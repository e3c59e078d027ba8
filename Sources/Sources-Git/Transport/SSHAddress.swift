/// The address of a repository over ssh.
package struct SSHAddress: Hashable, Sendable {
    /// nil for the name of the user that we run as.
    package let user: String?
    /// Lower case; an IPv6 address without brackets.
    package let host: String
    package let port: Int?
    /// As the server's git gets it: absolute, `~user/…`, or, from `user@host:path`, relative to the user's home.
    package var path: String

    /// - Parameter text: what follows `ssh://`.
    init(_ text: String) throws(GitURLError) {
        let end = text.firstIndex(of: "/") ?? text.endIndex
        let authority = try Authority(String(text[..<end]))
        guard let path = PercentCoding.decode(String(text[end...])) else { throw .badCharacters }
        // As git: a home directory is named after the slash that ends the host.
        self = try SSHAddress(authority, path: path.hasPrefix("/~") ? String(path.dropFirst()) : path)
    }

    /// - Parameter text: `user@host:path` or `host:path`.
    init(scp text: String) throws(GitURLError) {
        let start = text.lastIndex(of: "@").map { text[..<$0].contains("/") ? text.startIndex : $0 } ?? text.startIndex
        let bracket = text[start...].firstIndex(of: "[").flatMap { _ in text[start...].firstIndex(of: "]") }
        guard let colon = text[(bracket ?? start)...].firstIndex(of: ":") else { throw .scheme }
        let authority = try Authority(String(text[..<colon]), allowsPort: false)
        // `user:pass/word@host:path` looks like a path of the host `user`.
        guard start != text.startIndex || !text[colon...].contains("@") else { throw .password }
        let path = String(text[text.index(after: colon)...])
        // `ext::…` and the like: programs that git would run.
        guard !path.hasPrefix(":") else { throw .scheme }
        self = try SSHAddress(authority, path: path)
    }

    private init(_ authority: Authority, path: String) throws(GitURLError) {
        guard !authority.hasPassword else { throw .password }
        user = authority.user
        host = authority.host
        port = authority.port == 22 ? nil : authority.port
        self.path = path
        try validate()
    }

    /// Checks the path, which may have been changed.
    func validate() throws(GitURLError) {
        guard !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { throw .badCharacters }
        // A leading '-' would be an option of git-upload-pack.
        guard !path.isEmpty, path != "/", !path.hasPrefix("-") else { throw .path }
    }
}

extension SSHAddress: CustomStringConvertible {
    package var description: String {
        let name = (user.map { "\($0)@" } ?? "") + (host.contains(":") ? "[\(host)]" : host)
        guard path.hasPrefix("/") || path.hasPrefix("~") else { return "\(name):\(path)" }
        let port = port.map { ":\($0)" } ?? ""
        return "ssh://\(name)\(port)" + (path.hasPrefix("~") ? "/" : "") + PercentCoding.encode(path)
    }
}
