/// JSON written by hand: one string, or a YAML scalar as the JSON value that it means.
enum JSONText {
    /// A string literal (RFC 8259, section 7).
    static func string(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// A plain YAML scalar: a boolean, a number in JSON's spelling, otherwise a string (YAML 1.2, section 10.2.1.2).
    static func plain(_ text: String) -> String {
        text == "true" || text == "false" || isNumber(text) ? text : string(text)
    }

    /// RFC 8259, section 6: `-? (0 | 1-9 digits) (. digits)? ((e|E) (+|-)? digits)?`
    private static func isNumber(_ text: String) -> Bool {
        text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }
}
