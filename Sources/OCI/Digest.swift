public import Crypto

/// A content digest, `sha256:` and 64 lower-case hexadecimal digits.
///
/// Source: OCI image spec, descriptor.md, "Digests". Only SHA-256 is accepted: it is the one algorithm every registry
/// client implements, and the one this registry writes. Its 32 bytes lie in place: a collector holds a million of them.
public struct Digest: Hashable, Sendable, Comparable {
    /// Eight bytes each, the first one highest.
    private let first, second, third, fourth: UInt64

    /// The 64 lower-case hexadecimal digits.
    public var hex: String {
        Digest.hexadecimal(
            [first, second, third, fourth].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
            })
    }

    /// Parses the `algorithm:encoded` form.
    ///
    /// - Throws: ``OCIError/invalidDigest(_:)`` for another algorithm, another length or another alphabet.
    public init(_ text: some StringProtocol) throws(OCIError) {
        guard text.hasPrefix("sha256:"), let digest = Digest(hex: text.dropFirst(7)) else {
            throw .invalidDigest(String(text))
        }
        self = digest
    }

    /// Takes the 64 digits without the algorithm; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        let words = stride(from: 0, to: 64, by: 16).compactMap { UInt64(hex.dropFirst($0).prefix(16), radix: 16) }
        (first, second, third, fourth) = (words[0], words[1], words[2], words[3])
    }

    /// Takes the result of a finished hash.
    public init(_ hash: SHA256.Digest) {
        let bytes = Array(hash)
        let words = (0..<4).map { bytes[8 * $0..<8 * $0 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        (first, second, third, fourth) = (words[0], words[1], words[2], words[3])
    }

    /// Hashes bytes held in memory.
    public init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) }
        self.init(hash.finalize())
    }

    public static func < (left: Digest, right: Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }

    /// Lower-case hexadecimal of any bytes.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { "sha256:\(hex)" }
}

extension Digest: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
