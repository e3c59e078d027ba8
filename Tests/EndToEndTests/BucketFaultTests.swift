import Conformance
import OCI
import SystemPackage
import Testing

/// What goes wrong between the real program and its bucket. `S3FaultTests` and `GCSFaultTests` look at each request.
@Suite(.requires("nix-instantiate"), .requires("python3"))
struct BucketFaultTests {
    @Test(arguments: BucketBackend.all)
    func `connections that break in uploads and downloads do no harm`(_ backend: BucketBackend) async throws {
        try await backend.run { bucket, options in
            var options = options
            // Not compressed, so that one layer goes in pieces.
            options.environment["NIXERY_COMPRESSION_FORMAT"] = "none"
            options.environment["NIXERY_SERVER_BLOBS"] = "proxy"
            try await Registry.run(options) { registry in
                try await bucket.breakUploads()
                #expect(try await registry.get("/v2/large/p1/manifests/latest").status == 200)
                try await bucket.breakDownloads()
                try await Self.expectRight(try await registry.pull("large/p1/manifests/latest"))
                #expect(try await bucket.leftovers() == [])
            }
        }
    }

    @Test(arguments: BucketBackend.all)
    func `a download that cannot go on never ends as if it were whole`(_ backend: BucketBackend) async throws {
        try await backend.run { bucket, options in
            var options = options
            options.environment["NIXERY_SERVER_BLOBS"] = "proxy"
            try await Registry.run(options) { registry in
                let image = try await registry.pull("p1/manifests/latest")
                let layer = try #require(image.manifest.layers.first).digest
                try await bucket.endDownloads()
                await #expect(throws: (any Error).self) { try await registry.get("/v2/p1/blobs/\(layer)") }
            }
        }
    }

    @Test(arguments: BucketBackend.all)
    func `while the bucket refuses everything clients are told so, and nothing is remembered of it`(
        _ backend: BucketBackend
    ) async throws {
        try await backend.run { bucket, options in
            try await Registry.run(options) { registry in
                let image = try await registry.pull("p1/manifests/latest")
                try await bucket.refuseAll(true)
                async let known = registry.get("/v2/p1/manifests/latest")
                async let new = registry.get("/v2/p2/manifests/latest")
                async let blob = registry.get("/v2/p1/blobs/\(image.manifest.config.digest)")
                for answer in try await [known, new, blob] {
                    #expect((500...599).contains(answer.status), "\(answer.status) \(answer.text)")
                }
                try await bucket.refuseAll(false)
                #expect(try await registry.pull("p1/manifests/latest").digest == image.digest)
                try await Self.expectRight(try await registry.pull("p2/manifests/latest"))
            }
        }
    }

    @Test(arguments: BucketBackend.all)
    func `credentials that end while it serves are looked for anew`(_ backend: BucketBackend) async throws {
        try await backend.run { bucket, options in
            try await Registry.run(options) { registry in
                let image = try await registry.pull("p1/manifests/latest")
                try await bucket.expireCredentials()
                #expect(try await registry.pull("p1/manifests/latest").digest == image.digest)
                try await bucket.expireCredentials()
                try await Self.expectRight(try await registry.pull("p2/manifests/latest"))
                #expect(!(try readText(registry.log)).contains("token-"))
            }
        }
    }

    /// What vanishes, from a part of an image to all of the bucket.
    private static let losses = ["blobs/", "manifests/", "records/layers/", "records/images/", "records/", ""]

    @Test(arguments: BucketBackend.all)
    func `what vanishes from the bucket is made again by the next pull`(_ backend: BucketBackend) async throws {
        try await backend.run { bucket, options in
            try await Registry.run(options) { registry in
                let image = try await registry.pull("p1/p2/manifests/latest")
                for loss in Self.losses {
                    try await bucket.remove(loss)
                    for blob in image.blobs.keys {
                        let isLost = ["blobs/", ""].contains(loss)
                        #expect(try await registry.get("/v2/p1/blobs/\(blob)").status == (isLost ? 404 : 200))
                    }
                    #expect(try await registry.pull("p1/p2/manifests/latest").digest == image.digest, "\(loss)")
                }
            }
        }
    }

    @Test(arguments: BucketBackend.all, ["proxy", "redirect"])
    func `a blob that one replica does not find is made again by another that had seen it`(
        _ backend: BucketBackend, delivery: String
    ) async throws {
        try await backend.run { bucket, options in
            var options = options
            options.environment["NIXERY_SERVER_BLOBS"] = delivery
            var other = options
            other.store = options.store.removingLastComponent().appending("other replica")
            try await Registry.run(options) { [other] one in
                let image = try await one.pull("p1/p2/manifests/latest")
                try await Registry.run(other) { another in
                    #expect(try await another.pull("p1/p2/manifests/latest").digest == image.digest)
                    try await bucket.remove("blobs/")
                    let layer = try #require(image.manifest.layers.first).digest
                    #expect(try await another.get("/v2/p1/blobs/\(layer)").status == 404)
                }
                try await waitUntil("the first hears of it") {
                    // Until then it gives out manifests whose blobs are gone.
                    let again = try? await one.pull("p1/p2/manifests/latest")
                    return again.map { $0.digest == image.digest && $0.blobs == image.blobs } ?? false
                }
            }
        }
    }

    @Test(arguments: BucketBackend.all)
    func `what is damaged in the bucket is found by verify, and made again once it is removed`(
        _ backend: BucketBackend
    ) async throws {
        try await backend.run { bucket, options in
            try await Registry.run(options) { registry in
                let image = try await registry.pull("p1/p2/manifests/latest")
                let layer = try #require(image.manifest.layers.first).digest
                for key in ["blobs/sha256/\(layer.hex)", "manifests/sha256/\(image.digest.hex)"] {
                    #expect(try await verify(options).status == 0)
                    try await bucket.damage(key)
                    let found = try await verify(options)
                    #expect(found.status == 1 && found.output.contains("\(key):\n  is damaged"), "\(found.output)")
                    #expect(try await verify(options, "--remove").output.contains("(removed)"))
                    let again = try await Registry.run(options) { try await $0.pull("p1/p2/manifests/latest") }
                    #expect(again.digest == image.digest)
                }
                #expect(try await verify(options).status == 0)
            }
        }
    }

    @Test(arguments: BucketBackend.all)
    func `a bucket that is read-only stops the start with the reason`(_ backend: BucketBackend) async throws {
        try await backend.run { bucket, options in
            try await bucket.makeReadOnly()
            let outcome = try await Program.run(
                Program.nixery.string, ["serve"], environment: options.variables.merging(["PORT": "0"]) { $1 })
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("cannot be written: the server answered 403"), "\(outcome.output)")
        }
    }

    private func verify(_ options: Registry.Options, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(Program.nixery.string, ["verify"] + arguments, environment: options.variables)
    }

    private static func expectRight(_ image: PulledImage) async throws {
        #expect(try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] } == [])
    }
}
