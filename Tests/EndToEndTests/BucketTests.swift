import Conformance
import SystemPackage
import Testing

/// The real program with its images in a bucket.
@Suite(.requires("nix-instantiate"), .requires("python3"))
struct BucketTests {
    @Test func `replicas share what is in a bucket`() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            try await S3Server.run { server in
                let names = ["p1/p2/manifests/latest", "huge/manifests/latest"]
                var images: [[PulledImage]] = []
                for replica in ["one", "two"] {
                    let options = Self.options(set, folder.appending(replica), server)
                    images.append(
                        try await Registry.run(options) { registry in
                            var pulled: [PulledImage] = []
                            for name in names { pulled.append(try await registry.pull(name)) }
                            return pulled
                        })
                }
                #expect(images[0].map(\.digest) == images[1].map(\.digest))
                for image in images[0] {
                    #expect(try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] } == [])
                }
                // The large layer came in parts, once, and nothing of it is left.
                #expect(try server.requests().filter { $0.hasSuffix("?uploads=") }.count == 1)
                #expect(try await server.names().allSatisfy { $0.hasPrefix("objects/") })
            }
        }
    }

    @Test func `a bucket's key is in no log and no evaluation`() async throws {
        try await withTemporaryFolder { folder in
            let expression = #"{ ... }: { shown = throw "has <${builtins.getEnv "AWS_SECRET_ACCESS_KEY"}>"; }"#
            let set = folder.appending("set")
            try set.appending("default.nix").write(expression)
            try await S3Server.run(["--key", "test:correct-horse-battery"]) { server in
                var options = Self.options(nil, folder.appending("one"), server)
                options.packages = set
                options.environment["AWS_SECRET_ACCESS_KEY"] = "correct-horse-battery"
                options.environment["NIXERY_SERVER_LOG_LEVEL"] = "trace"
                try await Registry.run(options) { registry in
                    let answer = try await registry.get("/v2/shown/manifests/latest")
                    #expect(answer.text.contains("has <>"), "\(answer.text)")
                    #expect(!(try readText(registry.log)).contains("horse"))
                }
            }
        }
    }

    @Test func `without its bucket the registry does not start and says why`() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            try await S3Server.run { server in
                var options = Self.options(set, folder.appending("one"), server)
                options.environment["NIXERY_STORAGE_S3_BUCKET"] = "elsewhere"
                let program = try await Program.run(
                    Program.nixery.string, ["serve"],
                    environment: options.environment.merging([
                        "NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": options.store.string, "PORT": "0",
                    ]) { $1 })
                #expect(program.status != 0)
                #expect(program.output.contains("there is no such bucket at \(server.endpoint)/elsewhere/"))
            }
        }
    }

    private static func options(_ set: SampleSet?, _ store: FilePath, _ server: S3Server) -> Registry.Options {
        let settings = [
            "NIXERY_STORAGE_BACKEND": "s3", "NIXERY_STORAGE_S3_BUCKET": S3Server.bucket,
            "NIXERY_STORAGE_S3_ENDPOINT": server.endpoint, "NIXERY_STORAGE_S3_PART_SIZE": "5M",
        ]
        return Registry.Options(
            packages: set?.folder, store: store, environment: S3Server.environment.merging(settings) { $1 })
    }
}
