/// Sizes as people read them.
enum ByteCount {
    private static let units = ["kB", "MB", "GB", "TB"]

    /// With one digit behind the point, in powers of 1000: `512 B`, `31.2 MB`.
    static func text(_ bytes: Int64) -> String {
        guard bytes >= 1000 else { return "\(bytes) B" }
        var tenths = rounded(bytes, by: 100)
        var unit = 0
        while tenths >= 10_000, unit + 1 < units.count {
            unit += 1
            tenths = rounded(bytes, by: 100 * power(unit))
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private static func rounded(_ bytes: Int64, by divisor: Int64) -> Int64 {
        bytes / divisor + (bytes % divisor * 2 >= divisor ? 1 : 0)
    }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { product, _ in product * 1000 } }
}
