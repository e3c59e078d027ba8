package import OCI

/// Checks an image from its bytes alone: derives every digest, size and diff id again, and reads every layer.
///
/// Answers with the violated rules, one sentence each, so that a test says `#expect(violations.isEmpty)`. Each layer is
/// held in memory, one at a time.
package struct ImageInvariants {
    /// Reads a whole blob; nil when there is none.
    package typealias BlobReader = (Digest) async throws -> [UInt8]?

    private let read: BlobReader
    private(set) var violations: [String] = []
    private var layers = LayerInvariants()

    private init(read: @escaping BlobReader) { self.read = read }

    /// - Parameter manifest: the bytes that a registry or layout gives for the image.
    package static func violations(manifest: [UInt8], read: @escaping BlobReader) async throws -> [String] {
        var checker = ImageInvariants(read: read)
        guard let parsed = try? CanonicalJSON.decode(Manifest.self, from: manifest) else {  // That is the finding.
            return ["the manifest is no image manifest"]
        }
        try await checker.check(parsed)
        return checker.violations + checker.layers.violations
    }

    private mutating func check(_ manifest: Manifest) async throws {
        expect(manifest.schemaVersion == 2, "the manifest's schema version is \(manifest.schemaVersion)")
        checkMediaTypes(manifest)
        guard let bytes = try await blob(manifest.config, "the configuration"),
            let config = try? CanonicalJSON.decode(ImageConfig.self, from: bytes)  // That is the finding.
        else { return violations.append("the configuration cannot be read") }
        expect(config.rootfs.type == "layers", "the configuration's rootfs is '\(config.rootfs.type)'")
        expect(config.os == "linux" && !config.architecture.isEmpty, "the configuration names no platform")
        expect(
            config.rootfs.diffIDs.count == manifest.layers.count,
            "\(manifest.layers.count) layers have \(config.rootfs.diffIDs.count) diff ids")
        for (index, (layer, diffID)) in zip(manifest.layers, config.rootfs.diffIDs).enumerated() {
            try await check(layer, diffID: diffID, index: index, isLast: index == manifest.layers.count - 1)
        }
    }

    private mutating func checkMediaTypes(_ manifest: Manifest) {
        let config: MediaType
        let layers: [MediaType]
        switch manifest.mediaType {
        case .ociManifest: (config, layers) = (.ociConfig, [.ociLayer, .ociLayerGzip, .ociLayerZstd])
        case .dockerManifest: (config, layers) = (.dockerConfig, [.dockerLayer, .dockerLayerGzip])
        default: return violations.append("'\(manifest.mediaType.rawValue)' is not the media type of a manifest")
        }
        expect(manifest.config.mediaType == config, "the configuration's media type is of another family")
        for (index, layer) in manifest.layers.enumerated() {
            expect(layers.contains(layer.mediaType), "layer \(index)'s media type is of another family")
        }
        expect(!manifest.layers.isEmpty, "there is no link layer")
        expect((1...127).contains(manifest.layers.count), "there are \(manifest.layers.count) layers")
    }

    private mutating func check(_ layer: Descriptor, diffID: Digest, index: Int, isLast: Bool) async throws {
        guard let blob = try await blob(layer, "layer \(index)") else { return }
        do {
            let tar = try LayerDecompression.bytes(of: blob, mediaType: layer.mediaType)
            expect(Digest(of: tar) == diffID, "layer \(index) does not decompress to its diff id")
            let entries = try await entries(tar)
            if isLast { layers.checkLinkLayer(entries) } else { layers.checkStoreLayer(entries, index: index) }
        } catch {
            violations.append("layer \(index) cannot be read: \(error)")
        }
    }

    private func entries(_ tar: [UInt8]) async throws -> [TarEntry] {
        var reader = TarReader(
            AsyncStream<[UInt8]> { pieces in
                pieces.yield(tar)
                pieces.finish()
            })
        var entries: [TarEntry] = []
        while let entry = try await reader.next() { entries.append(entry) }
        return entries
    }

    private mutating func blob(_ descriptor: Descriptor, _ what: String) async throws -> [UInt8]? {
        guard let bytes = try await read(descriptor.digest) else {
            violations.append("\(what) is not there (\(descriptor.digest))")
            return nil
        }
        expect(Int64(bytes.count) == descriptor.size, "\(what) has \(bytes.count) bytes, not \(descriptor.size)")
        expect(Digest(of: bytes) == descriptor.digest, "\(what) does not have its digest")
        return bytes
    }

    private mutating func expect(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { violations.append(violation()) }
    }
}
