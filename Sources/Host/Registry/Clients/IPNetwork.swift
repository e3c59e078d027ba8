/// The addresses that share their first bits (RFC 4632, 3.1; RFC 4291, 2.3).
package struct IPNetwork: Hashable, Sendable {
    /// Zeros after the shared bits.
    private let address: IPAddress
    /// How many bits are shared.
    private let bits: Int

    /// `10.0.0.0/8` or `fd00::/8`; an address alone is the network of it only. nil for anything else, also where bits are set
    /// after the shared ones: either the address or the number is a slip then.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let all = address.bytes.count * 8
        guard let bits = parts.count == 1 ? all : Self.number(parts[1]), bits <= all,
            address.masked(to: bits) == address
        else { return nil }
        self.address = address
        self.bits = bits
    }

    func contains(_ other: IPAddress) -> Bool {
        other.bytes.count == address.bytes.count && other.masked(to: bits) == address
    }

    /// Digits only.
    private static func number(_ text: Substring) -> Int? {
        (1...3).contains(text.utf8.count) && text.utf8.allSatisfy({ (48...57).contains($0) }) ? Int(text) : nil
    }
}

extension IPNetwork: CustomStringConvertible {
    package var description: String { "\(address)/\(bits)" }
}

extension [IPNetwork] {
    /// Whether one of them has the address.
    func include(_ address: IPAddress) -> Bool { contains { $0.contains(address) } }
}
