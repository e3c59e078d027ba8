/// The header block of a plain file in a tar (POSIX.1-2017, pax, "ustar Interchange Format").
enum UstarHeader {
    /// The largest size that eleven octal digits hold.
    private static let largestOctal: Int64 = 0o777_7777_7777

    /// - Parameter name: at most 100 bytes.
    static func file(_ name: String, size: Int64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
        }
        precondition(name.utf8.count <= 100, "layout files have short names")
        put(name.utf8, at: 0)
        put("0000644".utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        put(number(size), at: 124)
        put("00000000000".utf8, at: 136)
        put("        ".utf8, at: 148)
        put("0".utf8, at: 156)
        put("ustar\0".utf8, at: 257)
        put("00".utf8, at: 263)
        put(octal(block.reduce(0) { $0 + Int64($1) }, digits: 6) + [0], at: 148)
        return block
    }

    /// Eleven octal digits, or the binary form of GNU tar for what does not fit; both are read everywhere.
    private static func number(_ size: Int64) -> [UInt8] {
        guard size > largestOctal else { return octal(size, digits: 11) }
        return [0x80, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * $0)) }
    }

    private static func octal(_ number: Int64, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: digits - text.utf8.count) + text).utf8)
    }
}
