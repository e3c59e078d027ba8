/// A file name, path or link target: bytes, because Unix promises no encoding for them.
package struct ByteString: Hashable, Sendable, Comparable {
    package let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    package init(_ text: String) { bytes = Array(text.utf8) }

    package static func < (left: ByteString, right: ByteString) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension ByteString: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension ByteString: CustomStringConvertible {
    /// For messages: what is not UTF-8 shows as replacement characters.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// A string where the bytes are UTF-8, else an array of numbers.
extension ByteString: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {  // Not a string: the array form below.
            self.init(text)
        } else {
            self.init(try container.decode([UInt8].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let text = String(validating: bytes, as: UTF8.self) {
            try container.encode(text)
        } else {
            try container.encode(bytes)
        }
    }
}
