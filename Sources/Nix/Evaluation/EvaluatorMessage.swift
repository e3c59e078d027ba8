/// Finds the sentence in what an evaluator printed.
///
/// Seen shapes: Nix 2.8 prints `error: SENTENCE`, then places and `(use '--show-trace' …)`. Nix 2.20 and later print `error:` alone,
/// then indented steps (`… while calling …`, `at FILE:LINE`, source lines with `|`) and at the end the indented
/// `error: SENTENCE`. Longer messages go on in the lines below, indented or not.
enum EvaluatorMessage {
    /// The last error's first sentence, as Nix words it; nil when there is none.
    static func sentence(in text: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { trimmed(plain($0)) }
        guard let index = lines.lastIndex(where: { $0 == "error:" || $0.hasPrefix("error: ") }) else { return nil }
        let first = trimmed(lines[index].dropFirst("error:".count))
        let rest = lines[(index + 1)...].prefix(while: { !isPlace($0) }).filter { !$0.isEmpty }
        return joined(first, rest)
    }

    /// The first line; the next ones too where it is empty or announces them with a colon.
    private static func joined(_ first: Substring, _ rest: [Substring]) -> String? {
        var sentence = first
        var lines = rest.makeIterator()
        for _ in 0..<3 where sentence.isEmpty || sentence.hasSuffix(":") {
            guard let next = lines.next() else { break }
            sentence = sentence.isEmpty ? next : sentence + " " + next
        }
        return sentence.isEmpty ? nil : String(sentence.prefix(400))
    }

    /// Lines that say where and how, and end a message.
    private static func isPlace(_ line: Substring) -> Bool {
        line.hasPrefix("at ") || line.hasPrefix("… ") || line.hasPrefix("(use '--show-trace'")
            || line.hasPrefix("(stack trace truncated") || line.hasPrefix("note: ")
    }

    /// Without colours and other control characters.
    private static func plain(_ line: Substring) -> Substring {
        var result = ""
        var isEscape = false
        for scalar in line.unicodeScalars {
            if isEscape {
                // A colour ends with its first letter.
                isEscape = !scalar.properties.isAlphabetic
            } else if scalar == "\u{1B}" {
                isEscape = true
            } else if scalar == "\t" {
                result.unicodeScalars.append(" ")
            } else if scalar.value >= 0x20, scalar.value != 0x7F {
                result.unicodeScalars.append(scalar)
            }
        }
        return result[...]
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " }
        guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
        return start[...end]
    }
}
