#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An address of the Internet Protocol, version 4 or 6.
///
/// A version 4 address inside one of version 6 (`::ffff:10.0.0.1`; RFC 4291, 2.5.5.2), which is how a socket for both tells
/// of its clients, is the version 4 address.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16, in the network's order.
    let bytes: [UInt8]

    /// nil for text that is no address.
    init?(_ text: some StringProtocol) {
        // The system's function stops at a zero byte.
        guard !text.utf8.contains(0) else { return nil }
        let text = String(text)
        if let four = Self.parse(text, AF_INET, count: 4) {
            bytes = four
        } else if let sixteen = Self.parse(text, AF_INET6, count: 16) {
            bytes = sixteen.starts(with: Self.mapped) ? Array(sixteen.suffix(4)) : sixteen
        } else {
            return nil
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The same with zeros after its first bits.
    func masked(to bits: Int) -> IPAddress {
        IPAddress(
            bytes: bytes.enumerated().map { index, byte in
                byte & UInt8(truncatingIfNeeded: 0xFF00 >> min(max(bits - index * 8, 0), 8))
            })
    }

    /// What stands before a version 4 address.
    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    private static func parse(_ text: String, _ family: CInt, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
