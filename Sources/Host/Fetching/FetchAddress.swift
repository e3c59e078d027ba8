import FoundationEssentials
package import SystemPackage

/// Where something is fetched from: an `https`, `http` or `file` URL without user and password.
package struct FetchAddress: Hashable, Sendable {
    /// All of it. Its query may hold a secret: messages use ``description``.
    package let text: String
    let scheme: Scheme
    /// As it is compared: in lower case.
    let host: String
    let port: Int?
    private let path: String

    enum Scheme: String, Sendable {
        case https, http, file
    }

    /// - Throws: ``FetchError/invalidAddress(reason:)``.
    package init(_ text: String) throws(FetchError) {
        let shown = Self.withoutSecrets(text)
        guard let url = URL(string: text, encodingInvalidCharacters: false),
            let scheme = Scheme(rawValue: url.scheme?.lowercased() ?? "")
        else { throw .invalidAddress(reason: "'\(shown)' is no https, http or file URL") }
        let host = url.host()?.lowercased() ?? ""
        guard (scheme == .file) == (host.isEmpty || host == "localhost" && scheme == .file),
            url.path.hasPrefix("/") || url.path.isEmpty
        else { throw .invalidAddress(reason: "'\(shown)' does not say which server or file it means") }
        guard url.user() == nil, url.password() == nil else {
            throw .invalidAddress(reason: "'\(shown)' must not hold a user or password")
        }
        self.text = text
        self.scheme = scheme
        self.host = host
        port = url.port
        path = url.path
    }

    /// The file of a `file` URL.
    package var file: FilePath? { scheme == .file ? FilePath(path) : nil }

    /// The last name in the path; empty where there is none.
    package var lastComponent: String { path.split(separator: "/").last.map { String($0) } ?? "" }

    /// What lies in the folder that this is the address of.
    package func appending(_ name: String) throws(FetchError) -> FetchAddress {
        var folder = text.prefix { $0 != "?" && $0 != "#" }
        while folder.last == "/" { folder.removeLast() }
        return try FetchAddress("\(folder)/\(name)")
    }

    /// Where an answer's `Location` leads; nil where it may not: it must be an http address, and stay https from https.
    func following(_ location: String) -> FetchAddress? {
        guard let base = URL(string: text), let target = URL(string: location, relativeTo: base)?.absoluteURL,
            // Whatever is wrong with it: it is not followed.
            let next = try? FetchAddress(target.absoluteString)
        else { return nil }
        switch (scheme, next.scheme) {
        case (_, .https), (.http, .http): return next
        default: return nil
        }
    }

    /// Whether a secret for this server may be shown to the other.
    func isSameServer(as other: FetchAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    private static func withoutSecrets(_ text: String) -> String {
        let bare = text.prefix { $0 != "?" && $0 != "#" }
        guard let colon = bare.firstRange(of: "://") else { return String(bare) }
        let rest = bare[colon.upperBound...]
        let server = rest.prefix { $0 != "/" }
        let start = server.lastIndex(of: "@").map { rest.index(after: $0) } ?? rest.startIndex
        return String(bare[..<colon.upperBound] + rest[start...])
    }
}

extension FetchAddress: CustomStringConvertible {
    package var description: String { Self.withoutSecrets(text) }
}
