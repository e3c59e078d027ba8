import OCI

import struct Crypto.SHA256

/// What `docker save` writes (Moby image spec v1.2, "Combined Image JSON + Filesystem Changeset Format").
extension ImageExporter {
    /// A configuration lists layers and settings; none has megabytes of them.
    private static let maximumConfig: Int64 = 16 << 20

    func writeDocker(_ image: ExportedImage, to sink: TarSink) async throws {
        let bytes = try await configBytes(image)
        let diffIDs = try diffIDs(bytes, layers: image.manifest.layers.count)
        let configName = "\(image.manifest.config.digest.hex).json"
        try await sink.file(configName, contents: bytes)
        var written: Set<Digest> = []
        for (layer, diffID) in zip(image.manifest.layers, diffIDs) where written.insert(diffID).inserted {
            try await writeLayer(layer, diffID: diffID, to: sink)
        }
        let entry = DockerArchiveEntry(
            config: configName, repoTags: [tagged(image.reference)], layers: diffIDs.map(layerName))
        try await sink.file("manifest.json", contents: CanonicalJSON.encode([entry]))
    }

    private func configBytes(_ image: ExportedImage) async throws -> [UInt8] {
        guard image.manifest.config.size <= ImageExporter.maximumConfig else {
            throw ExportError.invalidImage(reason: "its configuration is larger than 16 MB")
        }
        var bytes: [UInt8] = []
        for try await chunk in try await chunks(image.manifest.config) { bytes += chunk }
        return bytes
    }

    private func diffIDs(_ config: [UInt8], layers: Int) throws -> [Digest] {
        let diffIDs: [Digest]
        do {
            diffIDs = try CanonicalJSON.decode(ImageConfig.self, from: config).rootfs.diffIDs
        } catch {
            throw ExportError.invalidImage(reason: "its configuration is malformed (\(error))")
        }
        guard diffIDs.count == layers else {
            throw ExportError.invalidImage(reason: "its configuration and manifest differ in the number of layers")
        }
        return diffIDs
    }

    private func writeLayer(_ layer: Descriptor, diffID: Digest, to sink: TarSink) async throws {
        var hash = SHA256()
        try await sink.file(layerName(diffID)) { add in
            try await decompressed(layer) { bytes in
                bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
                try await add(bytes)
            }
        }
        guard Digest(hash.finalize()) == diffID else {
            throw ExportError.layerDamaged(layer.digest, diffID: diffID)
        }
    }

    private func layerName(_ diffID: Digest) -> String { "\(diffID.hex).tar" }

    /// Docker takes no name without a tag.
    private func tagged(_ reference: String) -> String {
        let last = reference.split(separator: "/").last ?? ""
        return last.contains(":") ? reference : "\(reference):latest"
    }
}

/// One image in `manifest.json`.
private struct DockerArchiveEntry: Encodable {
    let config: String
    let repoTags: [String]
    let layers: [String]

    enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }
}
