/// A path directly under `/nix/store`.
///
/// The rules are those of the Nix manual, "Store path": a digest of 32 characters of Nix's own base 32, a dash, and a name of 1 to
/// 211 characters out of letters, digits and `+-._?=`.
public struct StorePath: Hashable, Sendable {
    /// The only store that is supported.
    public static let storeFolder = "/nix/store"

    /// What follows `/nix/store/`: digest, dash and name.
    public let baseName: String

    /// - Parameter path: the absolute path, nothing after the store entry.
    /// - Throws: ``InvalidStorePath``.
    public init(_ path: String) throws(InvalidStorePath) {
        let prefix = Self.storeFolder + "/"
        guard path.utf8.starts(with: prefix.utf8) else { throw InvalidStorePath(text: path) }
        let base = String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        guard Self.isValid(base) else { throw InvalidStorePath(text: path) }
        baseName = base
    }

    /// The absolute path.
    public var path: String { Self.storeFolder + "/" + baseName }

    /// The 32 characters before the first dash.
    public var hash: String { String(baseName.prefix(Self.hashLength)) }

    /// What follows the digest and its dash.
    public var name: String { String(baseName.dropFirst(Self.hashLength + 1)) }

    /// Whether it is a derivation rather than an output.
    public var isDerivation: Bool { baseName.hasSuffix(".drv") }

    private static let hashLength = 32
    private static let longestName = 211

    private static func isValid(_ base: String) -> Bool {
        let bytes = Array(base.utf8)
        guard bytes.count > hashLength + 1, bytes[hashLength] == UInt8(ascii: "-") else { return false }
        let name = bytes[(hashLength + 1)...]
        return bytes[..<hashLength].allSatisfy(isHashCharacter) && name.count <= longestName
            && name.first != UInt8(ascii: ".") && name.allSatisfy(isNameCharacter)
    }

    /// Nix's base 32 leaves out e, o, t and u.
    private static func isHashCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "a")...UInt8(ascii: "z"): !"eotu".utf8.contains(byte)
        default: false
        }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "+-._?=".utf8.contains(byte)
        }
    }
}

extension StorePath: Comparable {
    /// Order of the paths' bytes.
    public static func < (left: StorePath, right: StorePath) -> Bool {
        left.baseName.utf8.lexicographicallyPrecedes(right.baseName.utf8)
    }
}

extension StorePath: CustomStringConvertible {
    public var description: String { path }
}

extension StorePath: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        try self.init(container.decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }
}

/// A text that is not a store path.
public struct InvalidStorePath: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was given.
    public let text: String

    public var description: String { "'\(text)' is not a path of the Nix store" }
}
