import OCI

/// An image layout (OCI image spec, image-layout.md).
extension ImageExporter {
    /// - Parameter index: of the layout so far. It is written last: until then the layout has no new image.
    func writeLayout(_ image: ExportedImage, index: LayoutIndex, to sink: any LayoutSink) async throws {
        try await sink.file("oci-layout", contents: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        var written: Set<Digest> = []
        for descriptor in [image.manifest.config] + image.manifest.layers
        where written.insert(descriptor.digest).inserted {
            let chunks = try await chunks(descriptor)
            try await sink.file(blobName(descriptor.digest)) { add in
                for try await chunk in chunks { try await add(chunk) }
            }
        }
        try await sink.file(blobName(image.stored.digest), contents: image.stored.bytes)
        var index = index
        index.add(image.stored, name: image.reference)
        try await sink.file("index.json", contents: CanonicalJSON.encode(index))
    }

    private func blobName(_ digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }
}
