/// An image index: one manifest per platform (OCI image spec, image-index.md).
package struct Index: Codable, Hashable, Sendable {
    package var schemaVersion = 2
    package var mediaType: MediaType
    package var manifests: [Descriptor]
    package var annotations: [String: String]?

    package init(mediaType: MediaType = .ociIndex, manifests: [Descriptor], annotations: [String: String]? = nil) {
        self.mediaType = mediaType
        self.manifests = manifests
        self.annotations = annotations
    }
}
