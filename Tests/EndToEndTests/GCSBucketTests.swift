import Conformance
import OCI
import SystemPackage
import Testing

/// The real program over a bucket of Google Cloud Storage, with Nixery's own variables.
@Suite(.requires("nix-instantiate"))
struct GCSBucketTests {
    @Test func `An image lies in the bucket, and another replica serves it from there`() async throws {
        try await withTemporaryFolder { folder in
            let bucket = try GCSServer(wantsTokens: true)
            defer { bucket.stop() }
            let first = try Self.options(bucket, folder, replica: "first")
            let image = try await Registry.run(first) { try await $0.pull("large/hello/manifests/latest") }
            // Layers are not compressed here: one is too large for a single request.
            #expect(bucket.count(.rewrite) > 0)
            #expect(bucket.openSessions == 0)
            #expect(bucket.objects.keys.allSatisfy { !$0.contains("~") })
            let copied = bucket.count(.rewrite)
            let second = try Self.options(bucket, folder, replica: "second")
            let again = try await Registry.run(second) { try await $0.pull("large/hello/manifests/latest") }
            #expect(again.manifest == image.manifest)
            #expect(bucket.count(.rewrite) == copied, "no layer is packed again")
        }
    }

    @Test func `A bucket that is not there stops the start with the reason`() async throws {
        try await withTemporaryFolder { folder in
            let bucket = try GCSServer(wantsTokens: true)
            defer { bucket.stop() }
            bucket.removeBucket()
            let options = try Self.options(bucket, folder, replica: "only")
            do {
                try await Registry.run(options) { _ in }
                Issue.record("it started")
            } catch Registry.Failure.didNotStart(let log) {
                #expect(log.contains("the bucket 'images' does not exist"))
                #expect(!log.contains("a-secret"))
            }
        }
    }

    private static func options(
        _ bucket: GCSServer, _ folder: FilePath, replica: String
    ) throws -> Registry.Options {
        let home = folder.appending(replica)
        let credentials = home.appending("credentials.json")
        try credentials.write(
            """
            {"type": "authorized_user", "client_id": "client", "client_secret": "a-secret",
             "refresh_token": "another-secret", "token_uri": "\(bucket.endpoint)/token"}
            """)
        let set = try SampleSet(in: folder, salt: folder.string)
        return Registry.Options(
            packages: set.folder, store: home.appending("store"),
            environment: [
                "NIXERY_STORAGE_BACKEND": "gcs", "GCS_BUCKET": "images", "NIXERY_COMPRESSION_FORMAT": "none",
                "STORAGE_EMULATOR_HOST": String(bucket.endpoint.dropFirst("http://".count)),
                "GOOGLE_APPLICATION_CREDENTIALS": credentials.string,
            ])
    }
}
