import Conformance
import Testing

@testable import Storage

/// Buckets that cannot be used: the registry does not start.
@Suite(.requires("python3")) struct S3CheckTests {
    @Test func `a missing bucket is named, and is no missing object`() async throws {
        try await S3Server.run { server in
            var configuration = S3Fixture.configuration(server.endpoint)
            configuration.bucket = "elsewhere"
            let store = try await S3Store(configuration, environment: S3Server.environment)
            let error = await #expect(throws: StorageError.self) { try await store.check() }
            #expect(error?.cause == "there is no such bucket at \(server.endpoint)/elsewhere/")
            let key = try ObjectKey("key")
            await expect(.failed) { _ = try await store.stat(key) }
            await expect(.failed) { _ = try await store.read(key, range: nil) }
            await expect(.failed) { try await store.delete(key) }
        }
    }

    @Test func `a bucket that is read-only is refused`() async throws {
        try await S3Server.run(["--read-only"]) { server in
            let store = try await S3Fixture.store(server.endpoint)
            let error = await #expect(throws: StorageError.self) { try await store.check() }
            #expect(error?.kind == .denied)
            #expect(error?.cause == "the bucket cannot be written: the server answered 403 AccessDenied: refused")
        }
    }

    @Test func `wrong keys are refused, and not shown`() async throws {
        try await S3Server.run { server in
            let environment = ["AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "hunter2"]
            let store = try await S3Fixture.store(server.endpoint, environment: environment)
            let error = await #expect(throws: StorageError.self) { try await store.check() }
            #expect(error?.kind == .denied)
            #expect(
                error?.cause == "the bucket cannot be listed: the server answered 403 SignatureDoesNotMatch: refused")
            #expect(!"\(store) \(store.name)".contains("hunter2"))
        }
    }

    @Test func `nobody at the endpoint is said with its address`() async throws {
        let store = try await S3Fixture.store("http://127.0.0.1:1")
        let error = await #expect(throws: StorageError.self) { try await store.check() }
        #expect(error?.cause.hasPrefix("GET http://127.0.0.1:1/layers: ") == true)
    }

    @Test(
        arguments: [
            ("ftp://host", nil), ("https://host?x", nil), ("https://me:pass@host", nil), ("host", nil), ("", "b/c"),
            ("", "../b"), ("", "b"),
        ] as [(String, String?)])
    func `an endpoint or bucket that cannot be is refused`(_ endpoint: String, _ bucket: String?) async throws {
        var configuration = S3Configuration(bucket: bucket ?? "bucket")
        if !endpoint.isEmpty { configuration.endpoint = endpoint }
        let error = #expect(throws: StorageError.self) { _ = try S3Place(configuration, environment: [:]) }
        #expect(error?.description.contains("pass") == false)
    }
}
