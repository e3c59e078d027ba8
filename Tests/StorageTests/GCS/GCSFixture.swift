import Conformance
import CryptoExtras

@testable import Storage

/// A stand-in for the service and a store over it, with small pieces and pages, and no real waiting.
struct GCSFixture {
    let server: GCSServer
    let store: GCSStore

    static let email = "builder@a-project.iam.gserviceaccount.com"

    init(
        wantsTokens: Bool = false, login: Login = .none, clock: CloudClock = CloudClock(), pageSize: Int = 100,
        _ change: (inout GCSConfiguration) -> Void = { _ in }
    ) async throws {
        server = try GCSServer(
            wantsTokens: wantsTokens, account: GCSAccount(email: GCSFixture.email, key: GCSFixture.key))
        var configuration = GCSConfiguration(bucket: "images")
        configuration.endpoint = server.endpoint
        configuration.prefix = "nixery/"
        configuration.pieceSize = 256 << 10
        change(&configuration)
        var retry = RetryPolicy()
        retry.sleep = { _ in await Task.yield() }
        store = try await GCSStore(
            configuration, credentials: try login.credentials(server), retry: retry,
            clock: clock, pageSize: pageSize)
    }

    /// How the store proves who it is; tokens come from the stand-in.
    enum Login {
        case none, serviceAccount, user, metadataServer

        func credentials(_ server: GCSServer) throws -> GCSCredentials {
            let tokenAddress = server.endpoint + "/token"
            switch self {
            case .none: return .none
            case .serviceAccount: return .serviceAccount(try GCSFixture.account(tokenAddress: tokenAddress))
            case .user:
                return .user(
                    AuthorizedUser(
                        clientID: "client", clientSecret: Secret("hush"), refreshToken: Secret("refresh"),
                        tokenAddress: tokenAddress))
            case .metadataServer: return .metadataServer(host: String(server.endpoint.dropFirst("http://".count)))
            }
        }
    }

    static func account(tokenAddress: String?) throws -> ServiceAccountKey {
        try ServiceAccountKey(email: email, keyID: "key-1", tokenAddress: tokenAddress, pem: key.pemRepresentation)
    }

    /// Making one takes a while: one for all tests.
    static let key: _RSA.Signing.PrivateKey = {
        do { return try _RSA.Signing.PrivateKey(keySize: .bits2048) } catch { fatalError("no key: \(error)") }
    }()

    /// What is in the bucket, uploads in progress included.
    var names: [String] { server.objects.keys.sorted() }
}
