/// A tag: what stands behind the colon in an image reference.
///
/// Source: OCI distribution spec, "Pulling manifests": `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
public struct Tag: Hashable, Sendable {
    public let value: String

    /// What clients ask for when their user named no tag.
    public static let latest = Tag(unchecked: "latest")

    /// - Throws: ``OCIError/invalidTag(_:)``.
    public init(_ text: some StringProtocol) throws(OCIError) {
        let bytes = text.utf8
        guard let first = bytes.first, Character(UnicodeScalar(first)).isTagStart, bytes.count <= 128,
            bytes.allSatisfy({ Character(UnicodeScalar($0)).isTagRest })
        else { throw .invalidTag(String(text)) }
        value = String(text)
    }

    private init(unchecked: String) { value = unchecked }

    /// Whether this is the fallback spelling for signatures and attestations, `sha256-<64 hex>…`: such tags name
    /// artefacts about an image (OCI distribution spec, "Referrers Tag Schema"), never a package set.
    package var namesReferrers: Bool {
        value.hasPrefix("sha256-") && Digest(hex: value.dropFirst(7).prefix(64)) != nil
    }
}

extension Tag: CustomStringConvertible {
    public var description: String { value }
}

extension Character {
    fileprivate var isTagStart: Bool { isASCII && (isLetter || isNumber || self == "_") }
    fileprivate var isTagRest: Bool { isTagStart || self == "." || self == "-" }
}
