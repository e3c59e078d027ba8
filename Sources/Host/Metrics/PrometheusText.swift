/// A name and value beside a metric's name.
struct PrometheusLabel: Hashable, Sendable {
    let name: String
    let value: String
}

/// All values of one name.
struct PrometheusFamily: Sendable {
    enum Kind: String { case counter, gauge, histogram }

    let kind: Kind
    var series: [[PrometheusLabel]: any PrometheusInstrument] = [:]

    /// `# HELP`, `# TYPE` and the values, in a fixed order.
    func text(name: String, help: String?) -> String {
        var lines = help.map { ["# HELP \(name) \(PrometheusText.escape($0))"] } ?? []
        lines.append("# TYPE \(name) \(kind.rawValue)")
        let rows = series.map { labels, instrument in (PrometheusText.labels(labels), labels, instrument) }
        for (_, labels, instrument) in rows.sorted(by: { $0.0 < $1.0 }) {
            for sample in instrument.samples() {
                let all = PrometheusText.labels(labels + [sample.label].compactMap { $0 })
                lines.append("\(name)\(sample.suffix)\(all) \(PrometheusText.number(sample.value))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Spelling of the text format.
enum PrometheusText {
    /// Letters, digits and `_`, not a digit first; anything else becomes `_`.
    static func name(_ text: String) -> String {
        let name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return name.first?.isNumber ?? true ? "_" + name : name
    }

    /// `{a="b",c="d"}`, or nothing.
    static func labels(_ labels: [PrometheusLabel]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { label in
            "\(label.name)=\"\(escape(label.value).replacing("\"", with: "\\\""))\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }

    /// Backslashes and line ends, for help texts; label values also escape quotes.
    static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    /// Whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value.isNaN { return "NaN" }
        return Int64(exactly: value).map { String($0) } ?? String(value)
    }
}
