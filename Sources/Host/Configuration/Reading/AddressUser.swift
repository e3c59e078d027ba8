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

    /// `https://user:secret@host/` as `https://user:***@host/`.
    static func hidingPassword(_ address: String) -> String {
        let (scheme, rest) = split(address)
        let authority = rest.prefix { $0 != "/" }
        guard !scheme.isEmpty, let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":")
        else { return address }
        return "\(scheme)\(authority[..<colon]):***\(rest[at...])"
    }

    /// The scheme with `://`, and what follows; no scheme in git's short form and in paths.
    private static func split(_ address: String) -> (scheme: Substring, rest: Substring) {
        guard let range = address.firstRange(of: "://") else { return ("", address[...]) }
        return (address[..<range.upperBound], address[range.upperBound...])
    }
}
