/// An image manifest (OCI image spec, manifest.md; the same fields in Docker's schema 2).
package struct Manifest: Codable, Hashable, Sendable {
    package var schemaVersion = 2
    package var mediaType: MediaType
    package var config: Descriptor
    /// Base first.
    package var layers: [Descriptor]
    package var annotations: [String: String]?

    package init(
        mediaType: MediaType, config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil
    ) {
        self.mediaType = mediaType
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}
