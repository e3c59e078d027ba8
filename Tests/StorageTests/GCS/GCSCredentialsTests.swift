import CryptoExtras
import FoundationEssentials
import Storage
import Testing

@Suite struct GCSCredentialsTests {
    private static func parse(_ fields: [String: String]) throws -> GCSCredentials {
        try GCSCredentials.parse(Array(JSONEncoder().encode(fields)), name: "/etc/key.json")
    }

    private static var account: [String: String] {
        [
            "type": "service_account", "client_email": GCSFixture.email, "private_key_id": "1",
            "private_key": GCSFixture.key.pemRepresentation,
        ]
    }

    private static let user = [
        "type": "authorized_user", "client_id": "id", "client_secret": "hush", "refresh_token": "refresh",
    ]

    @Test func `a service account's key and a signed-in user's file are read`() throws {
        guard case .serviceAccount(let key) = try Self.parse(Self.account) else {
            Issue.record("not an account")
            return
        }
        #expect(key.email == GCSFixture.email)
        guard case .user = try Self.parse(Self.user) else {
            Issue.record("not a user")
            return
        }
    }

    @Test(arguments: ["client_email", "private_key"])
    func `a key file without a field is refused by the field's name`(_ field: String) async throws {
        var fields = Self.account
        fields[field] = nil
        let incomplete = fields
        await expectError(.failed, naming: "'\(field)'") { _ = try Self.parse(incomplete) }
    }

    @Test(arguments: [
        (["type": "external_account"], "credentials of type 'external_account' are not supported"),
        (["kind": "hush"], "not a credentials file"),
        (
            ["type": "service_account", "client_email": "a", "private_key": "-----BEGIN PRIVATE KEY-----\nhush"],
            "not an RSA key"
        ),
    ])
    func `a file that cannot be used is refused without a word of what is in it`(
        _ fields: [String: String], _ words: String
    ) async throws {
        await expectError(.failed, naming: words) { _ = try Self.parse(fields) }
    }
}
