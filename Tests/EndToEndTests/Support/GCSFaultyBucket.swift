import Conformance
import SystemPackage

/// Google Cloud Storage, with tokens for a signed-in user.
final class GCSFaultyBucket: FaultyBucket {
    private let server: GCSServer
    private let credentials: FilePath

    static func run(
        in folder: FilePath, _ body: @escaping @Sendable (any FaultyBucket) async throws -> Void
    ) async throws {
        let server = try GCSServer(wantsTokens: true)
        defer { server.stop() }
        let credentials = folder.appending("credentials.json")
        try credentials.write(
            """
            {"type": "authorized_user", "client_id": "client", "client_secret": "a-secret",
             "refresh_token": "another-secret", "token_uri": "\(server.endpoint)/token"}
            """)
        try await body(GCSFaultyBucket(server, credentials))
    }

    private init(_ server: GCSServer, _ credentials: FilePath) {
        self.server = server
        self.credentials = credentials
    }

    var environment: [String: String] {
        [
            "NIXERY_STORAGE_BACKEND": "gcs", "GCS_BUCKET": "images",
            "STORAGE_EMULATOR_HOST": String(server.endpoint.dropFirst("http://".count)),
            "GOOGLE_APPLICATION_CREDENTIALS": credentials.string,
        ]
    }

    func expireCredentials() async throws { server.expireTokens() }
    func refuseAll(_ isRefusing: Bool) async throws { server.refuseAll(isRefusing) }

    /// The stand-in takes requests whole: in their middle it takes a part of a piece only.
    func breakUploads() async throws {
        for operation in [GCSServer.Operation.piece, .rewrite, .insert] {
            server.fail(operation, operation == .piece ? .half : .cutBefore)
            server.fail(operation, .cutAfter)
        }
        // Of a session whose address is lost nobody knows; Google ends it after a week.
        server.fail(.begin, .cutBefore)
    }

    func breakDownloads() async throws { server.fail(.media, .half, times: 5) }

    func endDownloads() async throws {
        server.fail(.media, .half)
        server.fail(.media, .status(503), times: 1000)
    }

    func remove(_ prefix: String) async throws { server.remove(prefix) }
    func damage(_ prefix: String) async throws { server.damage(prefix) }
    func makeReadOnly() async throws { server.makeReadOnly() }
    func delay(seconds: Double) async throws { server.delay(seconds: seconds) }
    func rounds() async throws -> Int { server.rounds() }

    func leftovers() async throws -> [String] {
        server.objects.keys.filter { $0.contains("~") }
            + Array(repeating: "an open session", count: server.openSessions)
    }
}
