import Host

/// What a channel source can be pointed at.
enum ChannelTarget: Hashable, Sendable {
    /// A name that the channel server knows.
    case channel(String)
    /// 40 hexadecimal digits, lower case.
    case commit(String)
    /// A tarball.
    case tarball(FetchAddress)

    /// - Throws: ``SourceError/misconfigured(_:)``.
    init(_ text: String) throws(SourceError) {
        if Self.isCommit(text) {
            self = .commit(text)
        } else if text.contains("://") {
            do throws(FetchError) { self = .tarball(try FetchAddress(text)) } catch { throw error.sourceError }
        } else {
            guard Self.isName(text) else {
                // What looks like a query may hold a secret.
                let shown = text.prefix { $0 != "?" }
                throw .misconfigured("'\(shown)' is neither the name of a channel, a full commit nor a URL")
            }
            self = .channel(text)
        }
    }

    static func isCommit(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy(Self.isHexadecimal)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// Letters, digits, `.`, `_` and `-`, first a letter or digit: safe in every place of a URL.
    static func isName(_ text: String) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter || first.isNumber, text.utf8.count <= 128 else {
            return false
        }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}
