/// Pieces of an SVG document.
enum SVG {
    /// In every monospaced font that is named here, a character is at most this wide, as a share of the font's size.
    static let advance = 0.61
    static let font = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', 'Courier New', monospace"

    static func rectangle(_ box: Treemap.Box, fill: String, stroke: String, thickness: Double) -> String {
        let left = hundredths(box.x)
        let top = hundredths(box.y)
        // Rounded corners, not rounded sides: neighbours touch.
        let width = hundredths(box.x + box.width) - left
        let height = hundredths(box.y + box.height) - top
        return """
            <rect x="\(decimal(left))" y="\(decimal(top))" width="\(decimal(width))" height="\(decimal(height))" \
            fill="\(fill)" stroke="\(stroke)" stroke-width="\(number(thickness))"/>
            """
    }

    /// - Parameters:
    ///   - y: of the letters' base line.
    ///   - attributes: further ones, as they are written.
    static func text(_ text: String, x: Double, y: Double, size: Double, attributes: String = "") -> String {
        """
        <text x="\(number(x))" y="\(number(y))" font-size="\(number(size))"\(attributes)>\(escaped(text))</text>
        """
    }

    /// What a person sees who points at `content`.
    static func group(_ kind: String, title: String, _ content: [String]) -> String {
        "<g class=\"\(kind)\"><title>\(escaped(title))</title>\(content.joined(separator: "\n"))</g>"
    }

    /// A text as XML has it (XML 1.0, section 2.4); characters that XML cannot have (section 2.2) become U+FFFD.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// At most two digits behind the point.
    static func number(_ value: Double) -> String { decimal(hundredths(value)) }

    private static func hundredths(_ value: Double) -> Int { Int((value * 100).rounded()) }

    private static func decimal(_ hundredths: Int) -> String {
        let fraction = hundredths % 100
        guard fraction != 0 else { return String(hundredths / 100) }
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
