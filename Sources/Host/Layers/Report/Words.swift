/// Texts for people.
package enum Words {
    /// A number and its noun: `1 layer`, `3 layers`.
    ///
    /// - Parameter plural: where it is not the noun with an `s`.
    package static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}

extension String {
    /// Without line breaks and other control characters, which would break a table.
    var oneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    /// At most so many characters; an ellipsis stands for what is missing.
    func cut(to columns: Int) -> String { count <= columns ? self : prefix(max(0, columns - 1)) + "…" }

    /// At least so many characters.
    func padded(to columns: Int, atEnd: Bool = true) -> String {
        let padding = String(repeating: " ", count: max(0, columns - count))
        return atEnd ? self + padding : padding + self
    }

    /// Lines of at most so many characters, broken at spaces; a longer word stays whole.
    func wrapped(_ columns: Int) -> [String] {
        guard count > columns else { return [self] }
        return split(separator: " ").reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= columns {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}
