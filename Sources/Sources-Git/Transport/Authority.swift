/// The part of an address between the scheme and the path: `user@host:port`.
struct Authority {
    var user: String?
    var host: String
    var port: Int?
    /// There is something after a colon in the user's part. It is not kept.
    var hasPassword = false

    /// - Parameter allowsPort: false for `user@host` before an scp-like path.
    init(_ text: String, allowsPort: Bool = true) throws(GitURLError) {
        var rest = Substring(text)
        if let at = rest.lastIndex(of: "@") {
            let name = rest[..<at]
            rest = rest[rest.index(after: at)...]
            hasPassword = name.contains(":")
            if !hasPassword {
                guard Self.isName(name, besides: "+~") else { throw .host }
                user = String(name)
            }
        }
        (host, rest) = try Self.splitHost(rest)
        guard !rest.isEmpty else { return }
        // A password without '@' must not end in a message about ports, which repeats nothing either.
        guard allowsPort, rest.first == ":", let number = UInt16(rest.dropFirst()), number > 0,
            rest.dropFirst().allSatisfy(\.isNumber)
        else { throw .port }
        port = Int(number)
    }

    /// The host in lower case without brackets, and what follows it.
    private static func splitHost(_ text: Substring) throws(GitURLError) -> (String, Substring) {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw .host }
            let host = text[text.index(after: text.startIndex)..<end]
            guard host.contains(":"),
                host.utf8.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { throw .host }
            return (host.lowercased(), text[text.index(after: end)...])
        }
        let end = text.firstIndex(of: ":") ?? text.endIndex
        guard isName(text[..<end], besides: "") else { throw .host }
        return (text[..<end].lowercased(), text[end...])
    }

    /// Letters, digits, `-`, `.`, `_`, not beginning with `-`: nothing that a shell, ssh's own rules or an option could see
    /// something in.
    private static func isName(_ text: Substring, besides others: String) -> Bool {
        !text.isEmpty && text.first != "-"
            && text.utf8.allSatisfy { byte in
                isLetterOrDigit(byte) || "-._".utf8.contains(byte) || others.utf8.contains(byte)
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }
}
