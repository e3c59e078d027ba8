/// What a client asks a manifest by: a tag, which may build, or a digest, which only looks up.
package enum ImageReference: Hashable, Sendable {
    case tag(Tag)
    case digest(Digest)

    /// - Throws: ``OCIError/invalidDigest(_:)`` for text with a colon, otherwise ``OCIError/invalidTag(_:)``.
    package init(_ text: some StringProtocol) throws(OCIError) {
        self = text.contains(":") ? .digest(try Digest(text)) : .tag(try Tag(text))
    }
}
