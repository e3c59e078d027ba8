/// Why a repository's address is refused. The address itself is never repeated: it may hold a secret.
package enum GitURLError: Error, Hashable, Sendable {
    case empty
    /// Control characters, spaces, backslashes, or a broken `%`.
    case badCharacters
    case scheme
    case relativePath
    /// `file://` with a host.
    case remoteFile
    case plainHTTP
    case password
    case user
    case query
    case host
    case port
    case path
    /// `../` above the top of the other repository's address.
    case aboveTop
    /// A repository elsewhere that asks for files of this machine.
    case localFromRemote
}

extension GitURLError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "the repository's address is empty"
        case .badCharacters:
            "the repository's address holds a space, a control character, a backslash or a '%' without two digits"
        case .scheme:
            "the repository's address must be 'https://…', 'ssh://…', 'user@host:path', 'file://…' or an absolute path"
        case .relativePath: "the repository's path must be absolute"
        case .remoteFile: "a 'file://' address cannot name another host"
        case .plainHTTP: "the repository's address must use 'https': plain 'http' is only for this machine itself"
        case .password:
            "the repository's address holds a password: leave it out, and use the keys of 'credentials' "
                + "(password, passwordFile, token, tokenFile, netrc or helper)"
        case .user:
            "the repository's https address holds a user: leave it out, and set 'credentials.username', "
                + "or 'credentials.token' if it is a token"
        case .query: "the repository's address may have no '?' and no '#'"
        case .host: "the repository's address has no valid host or user"
        case .port: "the repository's address has no valid port"
        case .path: "the repository's address has no valid path"
        case .aboveTop: "a relative address leads above the top of the repository's host"
        case .localFromRemote: "a repository of another host names a path of this machine"
        }
    }
}
