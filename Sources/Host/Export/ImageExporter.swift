import Archive
package import OCI
package import Storage
import SystemPackage

/// Writes a stored image to a folder or file that other tools read. Blobs are streamed, and checked as they pass.
package struct ImageExporter: Sendable {
    /// Opens a blob; nil when there is none.
    package typealias Read = @Sendable (Digest) async throws -> ObjectBody?

    private let read: Read

    package init(read: @escaping Read) { self.read = read }

    /// Writes one image. What is there appears at the end, whole; after an error there is what was there before.
    ///
    /// - Parameters:
    ///   - reference: what the image is called there, for example `shell/git:v2`.
    /// - Throws: ``ExportError``, or what reading a blob throws.
    package func export(_ manifest: StoredManifest, reference: String, to target: ExportTarget) async throws {
        let image = try ExportedImage(manifest, reference: reference)
        try await target.check()
        switch target {
        case .ociDirectory(let path):
            try await LayoutFolder(path).update { sink, index in
                try await writeLayout(image, index: index, to: sink)
            }
        case .ociArchive(let path):
            try await writeTar(path) { try await writeLayout(image, index: LayoutIndex(), to: $0) }
        case .dockerArchive(let path):
            try await writeTar(path) { try await writeDocker(image, to: $0) }
        }
    }

    private func writeTar(_ path: FilePath, _ body: (TarSink) async throws -> Void) async throws {
        try await ExportFile.replacing(path) { file in
            let sink = TarSink(file)
            try await body(sink)
            try await sink.end()
        }
    }

    /// A blob's bytes.
    func chunks(_ descriptor: Descriptor) async throws -> VerifiedChunks {
        guard let body = try await read(descriptor.digest) else { throw ExportError.blobMissing(descriptor.digest) }
        return VerifiedChunks(body, of: descriptor)
    }

    /// A layer's bytes as its diff id sees them.
    func decompressed(_ layer: Descriptor, _ output: ([UInt8]) async throws -> Void) async throws {
        let pieces = LayerReader(try await chunks(layer), mediaType: layer.mediaType)
        do {
            for try await piece in pieces { try await output(piece) }
        } catch ArchiveError.corruptLayer {
            throw ExportError.blobDamaged(layer.digest)
        }
    }
}

/// A manifest with its content parsed.
struct ExportedImage {
    let stored: StoredManifest
    let manifest: Manifest
    let reference: String

    init(_ stored: StoredManifest, reference: String) throws(ExportError) {
        guard Digest(of: stored.bytes) == stored.digest else { throw .blobDamaged(stored.digest) }
        do {
            manifest = try CanonicalJSON.decode(Manifest.self, from: stored.bytes)
        } catch {
            throw .invalidImage(reason: "its manifest is malformed (\(error))")
        }
        self.stored = stored
        self.reference = reference
    }
}
