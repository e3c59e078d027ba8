import FoundationEssentials

/// The SHA-256 that is published beside a tarball, in one of the forms that are in use.
enum PublishedHash {
    /// - Parameter text: `HEX`, `HEX  name`, or `sha256-BASE64` (Subresource Integrity).
    /// - Returns: 64 hexadecimal digits in lower case, nil for anything else.
    static func parse(_ text: String) -> String? {
        let word = text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
        if word.hasPrefix("sha256-") {
            guard let bytes = Data(base64Encoded: String(word.dropFirst(7))), bytes.count == 32 else { return nil }
            return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        guard word.utf8.count == 64, word.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        return word.lowercased()
    }
}
