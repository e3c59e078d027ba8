/// An image name: path components that this registry reads as packages, for example `shell/git/curl`.
///
/// Source: OCI distribution spec, "Pulling manifests". Components are lower-case letters and digits, with `.`, `_`, `__`
/// or any number of `-` between them.
package struct ImageName: Hashable, Sendable {
    /// As the client wrote them; never empty.
    package let components: [String]

    package static let maximumLength = 255
    package static let maximumComponents = 64

    /// - Throws: ``OCIError/invalidName(_:reason:)`` that says which rule is broken.
    package init(_ text: some StringProtocol) throws(OCIError) {
        let name = String(text)
        func invalid(_ reason: String) -> OCIError { .invalidName(name, reason: reason) }
        guard !name.isEmpty else { throw invalid("it is empty") }
        guard name.utf8.count <= ImageName.maximumLength else {
            throw .invalidName(
                String(name.prefix(40)) + "…", reason: "it is longer than \(ImageName.maximumLength) characters")
        }
        components = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard components.count <= ImageName.maximumComponents else {
            throw invalid("it has more than \(ImageName.maximumComponents) components")
        }
        if let bad = components.first(where: { !ImageName.isComponent($0) }) {
            throw invalid(
                bad.isEmpty
                    ? "a component is empty"
                    : "'\(bad)' is not a component (lower-case letters and digits, with '.', '_' or '-' between them)")
        }
    }

    private static func isComponent(_ text: String) -> Bool {
        var separator = ""
        var last: UInt8?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard separator.isEmpty || isSeparator(separator) else { return false }
                separator = ""
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                guard last != nil else { return false }
                separator.append(Character(UnicodeScalar(byte)))
            default: return false
            }
            last = byte
        }
        return last != nil && separator.isEmpty
    }

    private static func isSeparator(_ text: String) -> Bool {
        text == "." || text == "_" || text == "__" || text.allSatisfy { $0 == "-" }
    }
}

extension ImageName: CustomStringConvertible {
    package var description: String { components.joined(separator: "/") }
}
