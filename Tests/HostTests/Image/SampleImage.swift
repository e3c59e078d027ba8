import Archive
import Conformance
import Nix
import OCI
import Storage

@testable import Host

/// A small right image, and what a test wants to be wrong about it.
struct SampleImage {
    /// Entries of the layers, the link layer last.
    var layers: [[TestTar.Entry]]
    var layerType: MediaType
    var settings = ImageSettings()
    /// Changes the manifest before it is encoded.
    var changeManifest: (inout Manifest) -> Void = { _ in }
    /// Changes the configuration before it is encoded.
    var changeConfig: (inout ImageConfig) -> Void = { _ in }

    static let parents: [TestTar.Entry] = [.directory("nix", mode: 0o755), .directory("nix/store", mode: 0o755)]

    init(layerType: MediaType = .ociLayerGzip) throws {
        let packages: [LinkedPackage] = [
            .init("a-tool", ["bin/bash", "share/x"]), .init("b-lib", ["lib/b", "lib64 -> lib", "etc/empty/"]),
        ]
        self.layerType = layerType
        layers = [
            SampleImage.parents + [
                .directory("nix/store/a-tool"), .directory("nix/store/a-tool/bin"),
                .file("nix/store/a-tool/bin/bash", mode: 0o555, contents: String(repeating: "bash\n", count: 2000)),
                .directory("nix/store/a-tool/share"), .file("nix/store/a-tool/share/x"), .file("nix/store/c-plain"),
            ],
            SampleImage.parents + [
                .directory("nix/store/b-lib"), .directory("nix/store/b-lib/etc"),
                .directory("nix/store/b-lib/etc/empty"), .directory("nix/store/b-lib/lib"),
                .file("nix/store/b-lib/lib/b"), .symlink("nix/store/b-lib/lib64", "lib"),
            ],
            SampleImage.parents + (try LinkLayer.merge(packages).entries.map { TestTar.Entry($0) }),
        ]
    }

    /// The finished image.
    struct Stored: Sendable {
        var manifest: StoredManifest
        var parsed: Manifest
        /// Everything but the manifest.
        var blobs: [Digest: [UInt8]]

        /// Gives blobs out in small pieces.
        var read: ImageExporter.Read {
            { [blobs] digest in
                blobs[digest].map { bytes in
                    let chunks = ObjectStream(
                        stride(from: 0, to: bytes.count, by: 1000).map {
                            Array(bytes[$0..<min($0 + 1000, bytes.count)])
                        })
                    return ObjectBody(size: Int64(bytes.count), range: 0..<Int64(bytes.count), chunks: chunks)
                }
            }
        }
    }

    func stored() throws -> Stored {
        var blobs: [Digest: [UInt8]] = [:]
        func store(_ bytes: [UInt8], _ mediaType: MediaType) -> Descriptor {
            let digest = Digest(of: bytes)
            blobs[digest] = bytes
            return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
        }
        let tars = layers.map { TestTar.bytes($0) }
        let isGzip = layerType == .ociLayerGzip || layerType == .dockerLayerGzip
        let descriptors = tars.map { store(isGzip ? StoredGzip.bytes($0) : $0, layerType) }
        var config = ImageConfiguration.config(
            [settings, MetaPackage.shell.settings], platform: .amd64, diffIDs: tars.map { Digest(of: $0) })
        changeConfig(&config)
        var manifest = Manifest(
            mediaType: .ociManifest, config: store(try CanonicalJSON.encode(config), .ociConfig), layers: descriptors)
        changeManifest(&manifest)
        let bytes = try CanonicalJSON.encode(manifest)
        return Stored(
            manifest: StoredManifest(mediaType: manifest.mediaType, digest: Digest(of: bytes), bytes: bytes),
            parsed: manifest, blobs: blobs)
    }
}
