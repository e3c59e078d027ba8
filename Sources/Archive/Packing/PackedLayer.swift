package import OCI

/// What is known of a layer once it was packed.
package struct PackedLayer: Codable, Hashable, Sendable {
    /// Of the blob, as it is stored and served.
    package let digest: Digest
    /// Bytes of the blob.
    package let size: Int64
    /// Of the uncompressed archive (OCI image spec, config.md, "rootfs").
    package let diffID: Digest
    /// Bytes of the uncompressed archive.
    package let diffSize: Int64

    package init(digest: Digest, size: Int64, diffID: Digest, diffSize: Int64) {
        self.digest = digest
        self.size = size
        self.diffID = diffID
        self.diffSize = diffSize
    }
}
