import Conformance
import FoundationEssentials
import Glibc
import OCI
import SystemPackage
import Testing

@testable import Host

struct ImageExporterTests {
    private func export(
        _ image: SampleImage.Stored, as reference: String = "shell/a:v1", to target: ExportTarget
    ) async throws {
        try await ImageExporter(read: image.read)
            .export(image.manifest, reference: reference, to: target)
    }

    @Test func aLayoutHoldsTheWholeImage() async throws {
        try await withExportFolder { folder in
            let image = try SampleImage().stored()
            let layout = folder.appending("new/layout")
            try await export(image, to: .ociDirectory(layout))
            #expect(try names(folder.appending("new")) == ["layout"])
            #expect(try names(layout) == ["blobs", "index.json", "oci-layout"])
            let index = try CanonicalJSON.decode(Index.self, from: contents(layout.appending("index.json")))
            #expect(index.manifests.map(\.digest) == [image.manifest.digest])
            #expect(index.manifests[0].annotations == ["org.opencontainers.image.ref.name": "shell/a:v1"])
            let found = try await ImageInvariants.violations(
                manifest: contents(blob(image.manifest.digest, in: layout))
            ) { try contents(blob($0, in: layout)) }
            #expect(found.isEmpty)
        }
    }

    @Test func aLayoutThatIsThereKeepsItsImagesAndUnknownFields() async throws {
        try await withExportFolder { folder in
            try write(
                #"{"manifests":[{"size":3,"x":[1.5,null,true]}],"schemaVersion":2,"y":{}}"#, to: folder, "index.json")
            try write(#"{"imageLayoutVersion":"1.0.0"}"#, to: folder, "oci-layout")
            let first = try SampleImage().stored()
            let second = try SampleImage(layerType: .ociLayer).stored()
            try await export(first, as: "a:1", to: .ociDirectory(folder))
            try await export(first, as: "b:1", to: .ociDirectory(folder))
            try await export(second, as: "a:1", to: .ociDirectory(folder))
            let entry = { (image: SampleImage.Stored, name: String) in
                #"{"annotations":{"org.opencontainers.image.ref.name":"\#(name)"},"digest":"\#(image.manifest.digest)","#
                    + #""mediaType":"application/vnd.oci.image.manifest.v1+json","size":\#(image.manifest.bytes.count)}"#
            }
            let expected =
                #"{"manifests":[{"size":3,"x":[1.5,null,true]},\#(entry(first, "b:1")),\#(entry(second, "a:1"))],"#
                + #""schemaVersion":2,"y":{}}"#
            #expect(try String(decoding: contents(folder.appending("index.json")), as: UTF8.self) == expected)
        }
    }

    @Test func anEmptyFolderBecomesALayout() async throws {
        try await withExportFolder { folder in
            try await export(SampleImage().stored(), to: .ociDirectory(folder))
            #expect(try names(folder) == ["blobs", "index.json", "oci-layout"])
        }
    }

    @Test func aFolderOfOtherThingsIsLeftAlone() async throws {
        try await withExportFolder { folder in
            try write("mine", to: folder, "index.json")
            let image = try SampleImage().stored()
            await #expect(throws: ExportError.notALayout(folder)) { try await export(image, to: .ociDirectory(folder)) }
            let file = folder.appending("index.json")
            await #expect(throws: ExportError.notALayout(file)) { try await export(image, to: .ociDirectory(file)) }
            #expect(try names(folder) == ["index.json"])
            #expect(try contents(file) == Array("mine".utf8))
        }
    }

    @Test(arguments: ["oci-archive", "docker-archive"])
    func anArchiveReplacesAFile(_ kind: String) async throws {
        try await withExportFolder { folder in
            try write("old", to: folder, "x.tar")
            let path = folder.appending("x.tar")
            try await export(SampleImage().stored(), to: ExportTarget("\(kind):\(path)"))
            #expect(try names(folder) == ["x.tar"])
            #expect(try contents(path).count > 10_000)
        }
    }

    /// A rename would take the place of each of these; that once cost a machine its `/dev/stdout`.
    @Test(arguments: ["pipe", "link", "broken link", "folder", "device"], ["oci-archive", "docker-archive"])
    func anArchiveReplacesNothingButFiles(_ what: String, _ kind: String) async throws {
        try await withExportFolder { folder in
            try write("old", to: folder, "file")
            let path = what == "device" ? FilePath("/dev/null") : folder.appending("x")
            switch what {
            case "pipe": try #require(mkfifo(path.string, 0o600) == 0)
            case "link": try #require(symlink("file", path.string) == 0)
            case "broken link": try #require(symlink("nothing", path.string) == 0)
            case "folder": try #require(mkdir(path.string, 0o700) == 0)
            default: break
            }
            let before = try FileManager.default.attributesOfItem(atPath: path.string)[.type] as? FileAttributeType
            // Not by exporting: if the check were missing, that would cost this machine its device.
            let target = try ExportTarget("\(kind):\(path)")
            await #expect(throws: ExportError.notAFile(path)) { try await target.check() }
            guard what != "device" else { return }
            await #expect(throws: ExportError.notAFile(path)) { try await export(SampleImage().stored(), to: target) }
            let after = try FileManager.default.attributesOfItem(atPath: path.string)[.type] as? FileAttributeType
            #expect(after == before)
            #expect(try names(folder) == ["file", "x"])
            #expect(try contents(folder.appending("file")) == Array("old".utf8))
        }
    }

    @Test(arguments: ["missing", "changed", "cut", "longer"], ["oci", "oci-archive", "docker-archive"])
    func aDamagedBlobLeavesWhatWasThere(_ damage: String, _ kind: String) async throws {
        try await withExportFolder { folder in
            if kind != "oci" { try write("old", to: folder, "x") }
            var image = try SampleImage().stored()
            let digest = image.parsed.layers[1].digest
            switch damage {
            case "missing": image.blobs[digest] = nil
            case "changed": image.blobs[digest]?[1500] ^= 1
            case "cut": image.blobs[digest]?.removeLast()
            default: image.blobs[digest]?.append(0)
            }
            let error: ExportError = damage == "missing" ? .blobMissing(digest) : .blobDamaged(digest)
            let broken = image
            await #expect(throws: error) {
                try await export(broken, to: ExportTarget("\(kind):\(folder.appending("x"))"))
            }
            #expect(try names(folder) == (kind == "oci" ? [] : ["x"]))
            if kind != "oci" { #expect(try contents(folder.appending("x")) == Array("old".utf8)) }
        }
    }

    @Test func aLayerThatIsNotItsDiffIDIsRefused() async throws {
        try await withExportFolder { folder in
            var sample = try SampleImage()
            sample.changeConfig = { $0.rootfs.diffIDs[2] = Digest(of: []) }
            let image = try sample.stored()
            await #expect(throws: ExportError.layerDamaged(image.parsed.layers[2].digest, diffID: Digest(of: []))) {
                try await export(image, to: .dockerArchive(folder.appending("x")))
            }
            #expect(try names(folder).isEmpty)
        }
    }

    @Test func aFolderThatIsMissingIsNamed() async throws {
        try await withExportFolder { folder in
            let image = try SampleImage().stored()
            let path = folder.appending("gone/x")
            await #expect(throws: ExportError.file(path, .noSuchFileOrDirectory)) {
                try await export(image, to: .ociArchive(path))
            }
        }
    }

    @Test func sizesBeyondOctalAreBinary() {
        let header = UstarHeader.file("x", size: 0o1_0000_0000_0000)
        #expect(Array(header[124..<136]) == [0x80, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0].map { UInt8($0) })
    }

    private func blob(_ digest: Digest, in layout: FilePath) -> FilePath {
        layout.appending("blobs/sha256/\(digest.hex)")
    }
}
