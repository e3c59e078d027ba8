import Conformance
import OCI
import SystemPackage
import Testing

/// The real program over a service that others wrote and that checks every signature.
@Suite(.requires("nix-instantiate"), .requiresSwiftServer())
struct SwiftBucketTests {
    @Test func `an image lies in OpenStack Swift, is served by another replica, verified and collected`() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            try await SwiftServer.run { endpoint in
                let first = Self.options(set, folder.appending("first"), endpoint)
                let image = try await Registry.run(first) { try await $0.pull("large/hello/manifests/latest") }
                #expect(try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] } == [])
                let second = Self.options(set, folder.appending("second"), endpoint)
                let packed = try await Registry.run(second) { replica in
                    let again = try await replica.pull("large/hello/manifests/latest")
                    #expect(again.manifest == image.manifest)
                    return try await replica.metric("nixery_layers_packed_total")
                }
                #expect(packed == 0)
                for (arguments, status) in Self.commands {
                    let outcome = try await Program.run(
                        Program.nixery.string, arguments, environment: second.variables)
                    #expect(outcome.status == status, "\(outcome.output)")
                    #expect(outcome.output.contains("say --only-collector") == (status != 0), "\(outcome.output)")
                }
            }
        }
    }

    /// How each ends: it keeps no conditions, and its listings may be late.
    private static let commands: [([String], Int32)] = [
        (["verify"], 0), (["gc"], 1), (["verify", "--remove"], 1), (["gc", "--dry-run"], 0),
        (["gc", "--only-collector"], 0), (["verify", "--remove", "--only-collector"], 0),
    ]

    /// Layers are not compressed: one is too large for a single request.
    private static func options(_ set: SampleSet, _ store: FilePath, _ endpoint: String) -> Registry.Options {
        let settings = [
            "NIXERY_STORAGE_BACKEND": "s3", "NIXERY_STORAGE_S3_BUCKET": SwiftServer.bucket,
            "NIXERY_STORAGE_S3_ENDPOINT": endpoint, "NIXERY_STORAGE_S3_PART_SIZE": "5M",
            "NIXERY_COMPRESSION_FORMAT": "none",
        ]
        return Registry.Options(
            packages: set.folder, store: store, environment: SwiftServer.environment.merging(settings) { $1 })
    }
}
