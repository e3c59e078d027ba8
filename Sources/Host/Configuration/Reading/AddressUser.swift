/// Who is named before the host of an address: `https://user:password@host/` (RFC 3986, section 3.2.1), or git's
/// `user@host:path`.
enum AddressUser {
    case none, name, password

    init(of address: String) {
        let (_, rest) = Self.split(address)
        let authority = rest.prefix { !"/?#".contains($0) }
        if let at = authority.firstIndex(of: "@") {
            self = authority[..<at].contains(":") ? .password : .name
        } else if rest.contains("@"), let colon = authority.firstIndex(of: ":") {
            // No port: a password with a slash in it.
            self = authority[colon...].dropFirst().allSatisfy(\.isNumber) ? .none : .password
        } else {
            self = .none
        }
    }

    /// Whether it holds a password, or a name in an http address: forges take a token as one.
    static func holdsSecret(_ address: String) -> Bool {
        switch AddressUser(of: address) {
        case .none: false
        case .name: split(address).scheme.contains("http")
        case .password: true
        }
    }

    /// `http://user:secret@host:80` as `***@host:80`, whatever stands before the last `@`.
    static func hidingUser(_ proxy: String) -> String {
        proxy.lastIndex(of: "@").map { "***\(proxy[$0...])" } ?? proxy
    }

    /// `https://host/path?token=secret` as `https://host/path?***`.
    static func hidingQuery(_ address: String) -> String {
        address.firstIndex(of: "?").map { "\(address[..<$0])?***" } ?? address
    }

    /// The scheme with `://`, and what follows; no scheme in git's short form and in paths.
    private static func split(_ address: String) -> (scheme: Substring, rest: Substring) {
        guard let range = address.firstRange(of: "://") else { return ("", address[...]) }
        return (address[..<range.upperBound], address[range.upperBound...])
    }
}
