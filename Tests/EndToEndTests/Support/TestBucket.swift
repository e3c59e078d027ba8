import Conformance
import OCI
import SystemPackage

/// A bucket in a stand-in that checks signatures, and how a registry is told of it.
struct TestBucket: Sendable {
    enum Kind: String, CaseIterable, Sendable { case s3, gcs }

    /// Of a registry that uses it.
    let environment: [String: String]
    /// How many objects were got by a signed URL.
    let links: @Sendable () throws -> Int

    /// - Parameter folder: gets a key file.
    static func run<Result: Sendable>(
        _ kind: Kind, in folder: FilePath, body: @Sendable @escaping (TestBucket) async throws -> Result
    ) async throws -> Result {
        switch kind {
        case .s3: try await S3Server.run { try await body(TestBucket($0)) }
        case .gcs: try await runGCS(in: folder) { try await body($1) }
        }
    }

    /// A bucket whose objects a test can change.
    static func runGCS<Result: Sendable>(
        in folder: FilePath, body: @Sendable (GCSServer, TestBucket) async throws -> Result
    ) async throws -> Result {
        let account = try GCSAccount()
        let server = try GCSServer(wantsTokens: true, account: account)
        defer { server.stop() }
        let keyFile = folder.appending("key.json")
        try keyFile.write(account.keyFile(tokenAddress: server.endpoint + "/token"))
        return try await body(server, TestBucket(server, keyFile: keyFile))
    }

    private init(_ server: S3Server) {
        let settings = [
            "NIXERY_STORAGE_BACKEND": "s3", "NIXERY_STORAGE_S3_BUCKET": S3Server.bucket,
            "NIXERY_STORAGE_S3_ENDPOINT": server.endpoint, "NIXERY_STORAGE_S3_PART_SIZE": "5M",
        ]
        environment = S3Server.environment.merging(settings) { $1 }
        links = { try server.requests().count { $0.hasPrefix("GET ") && $0.contains("X-Amz-Algorithm=") } }
    }

    private init(_ server: GCSServer, keyFile: FilePath) {
        environment = [
            "NIXERY_STORAGE_BACKEND": "gcs", "GCS_BUCKET": "images",
            "STORAGE_EMULATOR_HOST": String(server.endpoint.dropFirst("http://".count)),
            "GOOGLE_APPLICATION_CREDENTIALS": keyFile.string,
        ]
        links = { server.count(.link) }
    }
}
