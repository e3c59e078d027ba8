import OCI
import Testing

/// The exact bytes: they are what digests are made of.
@Suite struct EncodingTests {
    private let digest = Digest(of: [])
    private let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func keysAreInTheOrderOfTheirBytesAndSlashesStay() throws {
        let value = ["b": "1", "a10": "/", "a2": "é", "B": "\u{1}\n", "a": "\"\\", "_": ""]
        #expect(
            try text(value) == #"{"B":"\u0001\n","_":"","a":"\"\\","a10":"/","a2":"é","b":"1"}"#)
    }

    @Test func aManifestHasTheseBytes() throws {
        let manifest = Manifest(
            mediaType: .ociManifest, config: Descriptor(mediaType: .ociConfig, digest: digest, size: 7),
            layers: [Descriptor(mediaType: .ociLayerGzip, digest: digest, size: 5_000_000_000)])
        #expect(
            try text(manifest)
                == #"{"config":{"digest":"sha256:\#(hex)","mediaType":"application/vnd.oci.image.config.v1+json","size":7},"#
                + #""layers":[{"digest":"sha256:\#(hex)","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","#
                + #""size":5000000000}],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2}"#)
        #expect(try CanonicalJSON.decode(Manifest.self, from: CanonicalJSON.encode(manifest)) == manifest)
    }

    @Test func anIndexHasTheseBytes() throws {
        let index = Index(
            manifests: [Descriptor(mediaType: .ociManifest, digest: digest, size: 9, platform: .amd64)],
            annotations: ["k": "v"])
        #expect(
            try text(index)
                == #"{"annotations":{"k":"v"},"manifests":[{"digest":"sha256:\#(hex)","#
                + #""mediaType":"application/vnd.oci.image.manifest.v1+json","#
                + #""platform":{"architecture":"amd64","os":"linux"},"size":9}],"#
                + #""mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#)
        #expect(try CanonicalJSON.decode(Index.self, from: CanonicalJSON.encode(index)) == index)
    }

    @Test func aConfigHasTheSpellingsOfTheSpecification() throws {
        var execution = ImageConfig.Execution()
        execution.env = ["PATH=/bin"]
        execution.cmd = ["bash"]
        execution.entrypoint = ["/init"]
        execution.user = "1000"
        execution.workingDir = "/root"
        execution.labels = ["a": "b"]
        execution.exposedPorts = ["80/tcp": [:]]
        let config = ImageConfig(
            created: "1970-01-01T00:00:00Z", platform: .amd64, config: execution, diffIDs: [digest])
        #expect(
            try text(config)
                == #"{"architecture":"amd64","config":{"Cmd":["bash"],"Entrypoint":["/init"],"Env":["PATH=/bin"],"#
                + #""ExposedPorts":{"80/tcp":{}},"Labels":{"a":"b"},"User":"1000","WorkingDir":"/root"},"#
                + #""created":"1970-01-01T00:00:00Z","os":"linux","#
                + #""rootfs":{"diff_ids":["sha256:\#(hex)"],"type":"layers"}}"#)
        #expect(try CanonicalJSON.decode(ImageConfig.self, from: CanonicalJSON.encode(config)) == config)
    }

    @Test func whatIsNotSetIsLeftOut() throws {
        let config = ImageConfig(created: nil, platform: .arm64, config: .init(), diffIDs: [])
        #expect(
            try text(config)
                == #"{"architecture":"arm64","config":{},"os":"linux","rootfs":{"diff_ids":[],"type":"layers"}}"#)
    }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }
}
