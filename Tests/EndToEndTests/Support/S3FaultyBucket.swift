import Conformance
import Synchronization
import SystemPackage

/// S3, with credentials in a file, as something else renews it.
final class S3FaultyBucket: FaultyBucket {
    private let server: S3Server
    private let credentials: FilePath
    /// Session tokens so far.
    private let count = Mutex(0)

    static func run(
        in folder: FilePath, _ body: @escaping @Sendable (any FaultyBucket) async throws -> Void
    ) async throws {
        try await S3Server.run { server in
            let bucket = S3FaultyBucket(server, folder.appending("credentials"))
            try await bucket.expireCredentials()
            try await body(bucket)
        }
    }

    private init(_ server: S3Server, _ credentials: FilePath) {
        self.server = server
        self.credentials = credentials
    }

    var environment: [String: String] {
        [
            "AWS_SHARED_CREDENTIALS_FILE": credentials.string, "AWS_EC2_METADATA_DISABLED": "true",
            "NIXERY_STORAGE_BACKEND": "s3", "NIXERY_STORAGE_S3_BUCKET": S3Server.bucket,
            "NIXERY_STORAGE_S3_ENDPOINT": server.endpoint, "NIXERY_STORAGE_S3_PART_SIZE": "5M",
        ]
    }

    func expireCredentials() async throws {
        let token = count.withLock { count in
            count += 1
            return "token-\(count)"
        }
        try credentials.write(
            "[default]\naws_access_key_id = test\naws_secret_access_key = secret\naws_session_token = \(token)\n")
        try await server.expect(token: token)
    }

    func refuseAll(_ isRefusing: Bool) async throws {
        guard isRefusing else { return try await server.heal() }
        for method in ["GET", "HEAD", "PUT", "POST", "DELETE"] {
            try await server.fail("\(method) layers 1000000 503:SlowDown")
        }
    }

    func breakUploads() async throws {
        for kind in ["PUT partNumber", "POST uploadId", "PUT objects/blobs", "PUT objects/records"] {
            for way in ["break", "cut", "lose"] { try await server.fail("\(kind) 1 \(way)") }
        }
        // Of an upload whose number is lost nobody knows, until it is old.
        try await server.fail("POST uploads 1 cut")
    }

    func breakDownloads() async throws { try await server.fail("GET objects/ 5 half") }

    func endDownloads() async throws {
        try await server.fail("GET objects/blobs 1 half")
        try await server.fail("GET objects/blobs 1000 503:SlowDown")
    }

    func remove(_ prefix: String) async throws { try await server.remove("objects/\(prefix)") }
    func damage(_ prefix: String) async throws { try await server.damage("objects/\(prefix)") }
    func makeReadOnly() async throws {
        for method in ["PUT", "POST", "DELETE"] { try await server.fail("\(method) layers 1000000 403:AccessDenied") }
    }

    func delay(seconds: Double) async throws { try await server.delay(seconds: seconds) }
    func rounds() async throws -> Int { try await server.rounds() }
    func leftovers() async throws -> [String] { try await server.names().filter { !$0.hasPrefix("objects/") } }
}
