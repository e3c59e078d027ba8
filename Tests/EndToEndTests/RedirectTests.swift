import Conformance
import OCI
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Layers leave from the bucket, and clients find them there. The stand-ins check every signature.
@Suite(.requires("nix-instantiate"), .requires("python3"))
struct RedirectTests {
    @Test(.requires("skopeo"), arguments: TestBucket.Kind.allCases)
    func `a client gets every blob from the bucket and none from us`(_ kind: TestBucket.Kind) async throws {
        try await withRegistry(kind) { registry, bucket, folder in
            let image = "docker://\(registry.address.dropFirst("http://".count))/p1/p2:latest"
            let copy = try await Program.run(
                "skopeo", ["copy", "-q", "--src-tls-verify=false", image, "oci:\(folder)/copy"])
            #expect(copy.status == 0, "\(copy.output)")
            let pulled = try await registry.pull("p1/p2/manifests/latest")
            #expect(try bucket.links() == 2 * pulled.blobs.count)
            #expect(try await registry.metric(Self.redirected) == 2 * pulled.blobs.count)
            #expect(try await registry.metric(Self.blobBytes) == 0)
            let log = try readText(registry.log)
            #expect(log.contains(#""status":307"#))
            #expect(!log.contains("Signature"))
        }
    }

    /// docker and containerd too, where they are installed: `scripts/setup.sh clients`.
    @Test(
        .enabled(if: geteuid() == 0, "container engines are started as root"), .requires("skopeo", "podman", "jq"),
        arguments: TestBucket.Kind.allCases)
    func `every client pulls by tag and by digest through redirects`(_ kind: TestBucket.Kind) async throws {
        try await withRegistry(kind) { registry, bucket, _ in
            let script = FilePath(#filePath).removingLastComponent().appending("../../scripts/test-clients.sh")
            let address = String(registry.address.dropFirst("http://".count))
            let outcome = try await Program.run("bash", [script.string, address, "p1/p2", "latest"])
            #expect(outcome.status == 0, "\(outcome.output)")
            let programs = ["skopeo": "skopeo", "podman": "podman", "docker": "dockerd", "containerd": "ctr"]
            for (client, program) in programs where OutsideTool.path(of: program) != nil {
                #expect(outcome.output.contains("pass  \(client): pull by digest"), "\(outcome.output)")
            }
            #expect(try bucket.links() > 0)
            #expect(try await registry.metric(Self.blobBytes) == 0)
        }
    }

    @Test(arguments: TestBucket.Kind.allCases)
    func `clients of some networks get the bytes from us`(_ kind: TestBucket.Kind) async throws {
        try await withRegistry(kind, server: "proxyNetworks: [127.0.0.0/8]") { registry, bucket, _ in
            let image = try await registry.pull("p1/p2/manifests/latest")
            #expect(try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] } == [])
            let layer = try #require(image.manifest.layers.first).digest
            let part = try await registry.get("/v2/any/blobs/\(layer)", range: "bytes=5-9")
            #expect(part.status == 206)
            #expect(part.body[...] == image.blobs[layer]?[5...9])
            #expect(try bucket.links() == 0)
            #expect(try await registry.metric(#"nixery_blobs_delivered_total{way="proxy"}"#) == image.blobs.count + 1)
        }
    }

    @Test func `a range is asked for at the bucket`() async throws {
        try await withRegistry(.s3) { registry, bucket, _ in
            let image = try await registry.pull("p1/manifests/latest")
            let layer = try #require(image.manifest.layers.first).digest
            let links = try bucket.links()
            let part = try await registry.get("/v2/any/blobs/\(layer)", range: "bytes=5-9")
            #expect(part.status == 206)
            #expect(part.body[...] == image.blobs[layer]?[5...9])
            #expect(try bucket.links() == links + 1)
        }
    }

    @Test func `a blob deleted from the bucket is unknown here, and the next pull brings it back`() async throws {
        try await withTemporaryFolder { folder in
            try await TestBucket.runGCS(in: folder) { server, bucket in
                try await Registry.run(Self.options(bucket, in: folder)) { registry in
                    let image = try await registry.pull("p1/manifests/latest")
                    let layer = try #require(image.manifest.layers.first).digest
                    server.replace("blobs/sha256/\(layer.hex)", with: nil)
                    let links = try bucket.links()
                    #expect(try await registry.get("/v2/p1/blobs/\(layer)").status == 404)
                    #expect(try bucket.links() == links, "the answer is ours")
                    #expect(try await registry.pull("p1/manifests/latest").digest == image.digest)
                }
            }
        }
    }

    @Test func `a blob damaged in the bucket is never served whole, and the next pull brings it back`() async throws {
        try await withTemporaryFolder { folder in
            try await TestBucket.runGCS(in: folder) { server, bucket in
                let options = try Self.options(bucket, in: folder, server: "blobs: proxy")
                try await Registry.run(options) { registry in
                    let image = try await registry.pull("p1/manifests/latest")
                    let layer = try #require(image.manifest.layers.first).digest
                    var bytes = try #require(image.blobs[layer])
                    bytes[bytes.count / 2] ^= 1
                    server.replace("blobs/sha256/\(layer.hex)", with: bytes)
                    await #expect(throws: (any Error).self) { try await registry.get("/v2/p1/blobs/\(layer)") }
                    #expect(try readText(registry.log).contains("its bytes have another digest"))
                    #expect(try await registry.pull("p1/manifests/latest").digest == image.digest)
                }
            }
        }
    }

    private static let redirected = #"nixery_blobs_delivered_total{way="redirect"}"#
    private static let blobBytes = #"nixery_http_response_bytes_total{route="blob"}"#

    /// - Parameter server: keys of the configuration's section of that name.
    private func withRegistry(
        _ kind: TestBucket.Kind, server: String = "",
        _ body: @Sendable @escaping (Registry, TestBucket, FilePath) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try await TestBucket.run(kind, in: folder) { bucket in
                try await Registry.run(Self.options(bucket, in: folder, server: server)) { registry in
                    try await body(registry, bucket, folder)
                }
            }
        }
    }

    private static func options(
        _ bucket: TestBucket, in folder: FilePath, server: String = ""
    ) throws -> Registry.Options {
        let set = try SampleSet(in: folder, salt: folder.string)
        let file = folder.appending("nixery.yaml")
        try file.write("server: {\(server)}\n")
        var environment = bucket.environment
        environment["NIXERY_SERVER_LOG_LEVEL"] = "trace"
        return Registry.Options(
            packages: set.folder, store: folder.appending("store"), environment: environment,
            arguments: ["--config", file.string])
    }
}
