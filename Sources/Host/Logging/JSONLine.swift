import Logging

/// JSON on a single line, whatever the values hold.
enum JSONLine {
    /// Numbers and truth values as themselves, everything else as text.
    static func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quote(text)
        case .stringConvertible(let value): scalar(value)
        case .array(let values): "[" + values.map(text).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{"
                + values.sorted { $0.key < $1.key }.map { "\(quote($0)):\(text($1))" }.joined(separator: ",")
                + "}"
        }
    }

    private static func scalar(_ value: any CustomStringConvertible) -> String {
        switch value {
        case let number as any BinaryInteger: String(describing: number)
        case let number as Double where number.isFinite: number.description
        case let truth as Bool: truth ? "true" : "false"
        default: quote(value.description)
        }
    }

    /// A JSON string. Control characters are escaped, also those that only some readers take for line ends.
    static func quote(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "\"") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        } + "\""
    }
}
