import CGit2

/// The name of a git object: 40 hexadecimal digits.
package struct ObjectID: Hashable, Sendable {
    /// In lower case.
    package let hex: String

    /// - Returns: nil for anything but 40 hexadecimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 40, text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
            return nil
        }
        hex = text.lowercased()
    }

    /// The object that a pointer from libgit2 names.
    init(_ id: UnsafePointer<git_oid>) {
        var text = [UInt8](repeating: 0, count: 41)
        text.withUnsafeMutableBytes { buffer in
            _ = git_oid_tostr(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, id)
        }
        hex = String(decoding: text.dropLast(), as: UTF8.self)
    }

    init(_ id: git_oid) {
        self = withUnsafePointer(to: id) { ObjectID($0) }
    }

    /// As libgit2 has it.
    var raw: git_oid {
        var id = git_oid()
        // The digits were checked when this value was made.
        git_oid_fromstr(&id, hex)
        return id
    }
}

extension ObjectID: CustomStringConvertible {
    package var description: String { hex }
}

extension ObjectID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ObjectID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not the name of a git object")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
