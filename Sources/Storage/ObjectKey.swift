/// The name of an object: components of `[a-zA-Z0-9._=-]`, joined by `/`, none of them empty, `.` or `..`; at most 512 bytes.
public struct ObjectKey: Hashable, Sendable, Comparable {
    public let value: String

    /// - Throws: ``StorageError`` of kind `invalidKey`.
    public init(_ value: String) throws(StorageError) {
        let components = value.split(separator: "/", omittingEmptySubsequences: false)
        guard value.utf8.count <= 512, !components.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
            value.utf8.allSatisfy(ObjectKey.isAllowed)
        else { throw StorageError(.invalidKey, key: value, cause: "it is not a valid object key") }
        self.value = value
    }

    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
    }

    /// Whether a text has only bytes that may stand in a component, and at least one.
    static func isText(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 != UInt8(ascii: "/") && isAllowed($0) }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._=-/".utf8.contains(byte)
        }
    }
}

extension ObjectKey: CustomStringConvertible {
    public var description: String { value }
}
