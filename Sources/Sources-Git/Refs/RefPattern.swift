/// A pattern of ref names: `*` is any part of a name without a slash, `**` with slashes.
package struct RefPattern: Hashable, Sendable, Codable {
    private let pattern: [UInt8]

    package init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

    package func matches(_ name: String) -> Bool { Self.match(pattern[...], Array(name.utf8)[...]) }

    private static let star = UInt8(ascii: "*")

    private static func match(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        guard first == star else {
            return name.first == first && match(pattern.dropFirst(), name.dropFirst())
        }
        let rest = pattern.drop { $0 == star }
        let crossesSlashes = rest.startIndex - pattern.startIndex > 1
        var name = name
        while true {
            if match(rest, name) { return true }
            guard let next = name.popFirst(), crossesSlashes || next != UInt8(ascii: "/") else { return false }
        }
    }
}
