/// Whole numbers with a unit's letter behind them.
struct Units {
    /// Letter and factor, smallest first; the first is what a number without a letter counts.
    private let factors: [(letter: String, factor: Int64)]

    /// Seconds.
    static let time = Units(factors: [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)])
    /// Bytes; the empty letter stands for one.
    static let bytes = Units(factors: [("", 1), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("T", 1 << 40)])

    /// nil for anything but digits with a known letter, and for numbers that do not fit.
    func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let letter = text[digits.endIndex...]
        guard let number = Int64(digits) else { return nil }
        guard let unit = letter.isEmpty ? factors.first : factors.first(where: { $0.letter == letter }) else {
            return nil
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit.factor)
        return overflow ? nil : product
    }

    /// In the largest unit that leaves a whole number.
    func render(_ value: Int64) -> String {
        let unit = factors.last { value != 0 && value.isMultiple(of: $0.factor) } ?? factors.first
        return unit.map { "\(value / $0.factor)\($0.letter)" } ?? String(value)
    }
}
