import Conformance
import FoundationEssentials
import OCI
import Subprocess
import SystemPackage
import Testing

@testable import Host

/// What skopeo makes of what we write.
struct ImageExporterInteropTests {
    @Test(
        .requires("skopeo"), arguments: ["oci", "oci-archive", "docker-archive"],
        [MediaType.ociLayerGzip, .ociLayer])
    func skopeoCopiesTheImageWithAllItsLayers(_ kind: String, _ layerType: MediaType) async throws {
        try await withExportFolder { folder in
            let image = try SampleImage(layerType: layerType).stored()
            let place = "\(kind):\(folder.appending("image"))"
            try await ImageExporter(read: image.read)
                .export(image.manifest, reference: "shell/a:v1", to: ExportTarget(place))
            let copy = folder.appending("copy")
            try await skopeo("copy", "\(place):shell/a:v1", "dir:\(copy)")
            try check(copy, kind: kind, image)
            let config = try await skopeo("inspect", "--config", place)
            #expect(try CanonicalJSON.decode(ImageConfig.self, from: config.utf8).config.cmd == ["bash"])
        }
    }

    /// Blobs that are not changed on the way keep their digests; layers of a Docker archive go by their diff ids.
    private func check(_ copy: FilePath, kind: String, _ image: SampleImage.Stored) throws {
        let files = try Set(names(copy))
        #expect(files.contains(image.parsed.config.digest.hex))
        if kind == "docker-archive" {
            let config = try CanonicalJSON.decode(
                ImageConfig.self, from: image.blobs[image.parsed.config.digest] ?? [])
            #expect(files.isSuperset(of: config.rootfs.diffIDs.map(\.hex)))
        } else {
            #expect(files.isSuperset(of: image.parsed.layers.map(\.digest.hex)))
            #expect(try contents(copy.appending("manifest.json")) == image.manifest.bytes)
        }
    }

    @discardableResult
    private func skopeo(_ arguments: String...) async throws -> String {
        let result = try await run(
            .name("skopeo"), arguments: Arguments(["--insecure-policy"] + arguments), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }
}
