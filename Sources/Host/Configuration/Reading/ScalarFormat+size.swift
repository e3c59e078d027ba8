extension ScalarFormat where Value == Int64 {
    /// Bytes, or a whole number with `K`, `M`, `G` or `T` (powers of 1024): `1048576`, `512M`, `2G`.
    static func size(_ range: ClosedRange<Int64>) -> Self {
        Self(expected: expectedSize(range)) { text in
            Units.bytes.parse(text).flatMap { range.contains($0) ? $0 : nil }
        } render: {
            Units.bytes.render($0)
        }
    }

    fileprivate static func expectedSize(_ range: ClosedRange<Int64>) -> String {
        let bounds = "\(Units.bytes.render(range.lowerBound)) to \(Units.bytes.render(range.upperBound))"
        return "a size such as 512M or 2G, from \(bounds)"
    }
}

extension ScalarFormat where Value == Int64? {
    /// A size, or `none`.
    static func optionalSize(_ range: ClosedRange<Int64>) -> Self {
        let size = ScalarFormat<Int64>.size(range)
        return Self(expected: "none or \(size.expected)") { text in
            text == "none" ? .some(nil) : size.parse(text).map { .some($0) }
        } render: {
            $0.map(size.render) ?? "none"
        }
    }
}

extension ClosedRange<Int64> {
    /// What may be given for files that are kept or downloaded.
    static let storageSizes: Self = (1 << 10)...(1 << 50)
}
