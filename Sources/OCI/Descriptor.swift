/// A reference to content by media type, digest and size (OCI image spec, descriptor.md).
package struct Descriptor: Codable, Hashable, Sendable {
    package var mediaType: MediaType
    package var digest: Digest
    /// Bytes.
    package var size: Int64
    package var annotations: [String: String]?
    package var platform: Platform?

    package init(
        mediaType: MediaType, digest: Digest, size: Int64, annotations: [String: String]? = nil,
        platform: Platform? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.platform = platform
    }
}
