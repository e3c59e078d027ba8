/// What is believed of a package's figures: more is a mistake of whoever wrote them, and sums of them overflow nothing.
package enum PackageLimits {
    /// Bytes of one store path: 1 PiB.
    package static let size: Int64 = 1 << 50
    /// Bytes of all store paths of one file: 1 EiB.
    static let totalSize: Int64 = 1 << 60
    /// How many packages refer to one.
    static let popularity = 1 << 40

    /// Whether sizes in bytes can be true, each and together.
    static func areValid(sizes: some Sequence<Int64>) -> Bool {
        var total: Int64 = 0
        for size in sizes {
            guard (0...Self.size).contains(size) else { return false }
            total += size
            guard total <= totalSize else { return false }
        }
        return true
    }
}
