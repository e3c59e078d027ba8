extension ScalarFormat where Value == Duration {
    /// Whole seconds, or a whole number with `s`, `m`, `h` or `d`: `90`, `90s`, `5m`.
    static func duration(_ range: ClosedRange<Duration>) -> Self {
        let bounds =
            "\(Units.time.render(range.lowerBound.wholeSeconds)) to \(Units.time.render(range.upperBound.wholeSeconds))"
        return Self(expected: "a duration such as 90, 90s or 5m, from \(bounds)") { text in
            let value = Units.time.parse(text).map { Duration.seconds($0) }
            return value.flatMap { range.contains($0) ? $0 : nil }
        } render: {
            Units.time.render($0.wholeSeconds)
        }
    }
}

extension Duration {
    /// Fractions of a second are dropped; nothing in the configuration has any.
    fileprivate var wholeSeconds: Int64 { components.seconds }
}
