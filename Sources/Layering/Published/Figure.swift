/// A number in a reason, for people: three digits at most and a unit, rounded down (`950`, `12.3 M`).
enum Figure {
    private static let units = ["", " k", " M", " G", " T", " P", " E"]

    static func text(_ number: UInt128) -> String {
        var (unit, divisor) = (0, UInt128(1))
        while number / divisor >= 1000, unit < units.count - 1 {
            divisor *= 1000
            unit += 1
        }
        let whole = number / divisor
        if whole >= 1000 { return "over 999\(units[unit])" }
        if unit == 0 || whole >= 100 { return "\(whole)\(units[unit])" }
        return "\(whole).\(number / (divisor / 10) % 10)\(units[unit])"
    }
}
