package import SystemPackage

/// Where a git repository is: an address that was parsed and checked, without secrets.
///
/// What reaches another program's arguments (host, user, path of `ssh`) cannot be taken for an option or hold control
/// characters; ``SSHCommand`` quotes the path for the server's shell.
package enum GitRemote: Hashable, Sendable {
    /// A repository of this machine, by its absolute path.
    case local(FilePath)
    /// `https`, and `http` to this machine itself.
    case web(WebAddress)
    case ssh(SSHAddress)

    /// - Parameter url: `https://…`, `http://…` (loopback only), `ssh://…`, `user@host:path`, `file://…` or an absolute path.
    package init(_ url: String) throws(GitURLError) {
        guard !url.isEmpty else { throw .empty }
        guard !url.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { throw .badCharacters }
        if let end = url.firstRange(of: "://") {
            self = try Self.parse(scheme: url[..<end.lowerBound].lowercased(), rest: String(url[end.upperBound...]))
        } else if url.hasPrefix("/") {
            self = .local(try Self.localPath(url))
        } else if url.contains(":") {
            self = .ssh(try SSHAddress(scp: url))
        } else {
            throw .relativePath
        }
    }

    private static func parse(scheme: String, rest: String) throws(GitURLError) -> GitRemote {
        switch scheme {
        case "https": return .web(try WebAddress(rest, isPlain: false))
        case "http": return .web(try WebAddress(rest, isPlain: true))
        case "ssh", "git+ssh", "ssh+git": return .ssh(try SSHAddress(rest))
        case "file":
            let path = rest.hasPrefix("localhost/") ? String(rest.dropFirst("localhost".count)) : rest
            guard path.hasPrefix("/") else { throw .remoteFile }
            guard let decoded = PercentCoding.decode(path) else { throw .badCharacters }
            return .local(try localPath(decoded))
        default: throw .scheme
        }
    }

    private static func localPath(_ path: String) throws(GitURLError) -> FilePath {
        guard !path.utf8.contains(0) else { throw .badCharacters }
        return FilePath(path)
    }

    /// What an address in a submodule's settings means, seen from this repository.
    ///
    /// - Parameter url: `./…` or `../…`, or an address of its own. Only a repository of this machine may name another one there.
    package func relative(_ url: String) throws(GitURLError) -> GitRemote {
        guard url.hasPrefix("./") || url.hasPrefix("../") || url == "." || url == ".." else {
            let other = try GitRemote(url)
            if case .local = other, !isLocal { throw .localFromRemote }
            return other
        }
        guard !url.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { throw .badCharacters }
        switch self {
        case .local(let path): return .local(path.appending(url).lexicallyNormalized())
        case .web(var address):
            address.path = try Self.walk(from: address.path, by: url)
            try address.validate()
            return .web(address)
        case .ssh(var address):
            guard let decoded = PercentCoding.decode(url) else { throw .badCharacters }
            address.path = try Self.walk(from: address.path, by: decoded)
            try address.validate()
            return .ssh(address)
        }
    }

    /// Goes from one path to another; both are separated by slashes.
    private static func walk(from base: String, by steps: String) throws(GitURLError) -> String {
        var components = base.split(separator: "/")
        for step in steps.split(separator: "/") where step != "." {
            if step != ".." {
                components.append(step)
            } else if components.popLast() == nil {
                throw .aboveTop
            }
        }
        guard !components.isEmpty else { throw .aboveTop }
        return (base.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
    }

    /// The server; nil for this machine's own files.
    package var host: String? {
        switch self {
        case .local: nil
        case .web(let address): address.host
        case .ssh(let address): address.host
        }
    }

    package var isLocal: Bool { if case .local = self { true } else { false } }

    /// Whether both are on one server, reached the same way, so that what proves who we are to one may be shown to the other.
    func hasSameServer(as other: GitRemote) -> Bool {
        switch (self, other) {
        case (.web(let left), .web(let right)): left.origin == right.origin
        case (.ssh(let left), .ssh(let right)): left.host == right.host && left.port == right.port
        case (.local, .local): true
        default: false
        }
    }
}

extension GitRemote: CustomStringConvertible {
    /// The address in its usual form; parsing it gives an equal value.
    package var description: String {
        switch self {
        case .local(let path): path.string
        case .web(let address): address.description
        case .ssh(let address): address.description
        }
    }
}

extension GitRemote: Codable {
    package init(from decoder: any Decoder) throws {
        self = try GitRemote(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
