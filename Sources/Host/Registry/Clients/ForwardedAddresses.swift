import HTTPTypes

/// What proxies say of whom they speak for: `X-Forwarded-For`, or where there is none, `Forwarded` (RFC 7239).
enum ForwardedAddresses {
    /// In the order in which the proxies added them; nil for what is no address, such as `unknown`.
    static func read(_ headers: HTTPFields) -> [IPAddress?] {
        let plain = HTTPField.Name("X-Forwarded-For").map { headers.list($0) } ?? []
        if !plain.isEmpty { return plain.map(address) }
        let fields = HTTPField.Name("Forwarded").map { headers[values: $0] } ?? []
        return fields.flatMap { splitOutsideQuotes($0, at: ",") }.map { element in
            let pairs = splitOutsideQuotes(element, at: ";").map(\.trimmed)
            let pair = pairs.first { $0.lowercased().hasPrefix("for=") }
            return pair.flatMap { address($0.dropFirst("for=".count)) }
        }
    }

    /// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `"[2001:db8::1]:80"`.
    private static func address(_ text: Substring) -> IPAddress? {
        let text = text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"") ? text.dropFirst().dropLast() : text
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return IPAddress(text[..<end].dropFirst()) }
        let isWithPort = text.count(where: { $0 == ":" }) == 1
        return IPAddress(isWithPort ? text.prefix { $0 != ":" } : text)
    }

    /// Separators within a quoted string (RFC 9110, 5.6.4) are a part of it: proxies repeat there what clients said.
    private static func splitOutsideQuotes(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        var (isQuoted, isEscaped) = (false, false)
        return Substring(text).split { character in
            defer { isEscaped = isQuoted && !isEscaped && character == "\\" }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }
}
