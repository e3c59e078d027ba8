import Crypto
import CryptoExtras
import FoundationEssentials

/// What a service account's key file says: who it is, and the key that signs for it.
package struct ServiceAccountKey: Sendable {
    /// The account's address: `NAME@PROJECT.iam.gserviceaccount.com`.
    package let email: String
    /// Tells Google which of the account's keys signed.
    let keyID: String?
    /// Where an assertion is exchanged for a token.
    let tokenAddress: String
    private let key: _RSA.Signing.PrivateKey

    private static let defaultTokenAddress = "https://oauth2.googleapis.com/token"

    /// - Parameter pem: the RSA key, in PKCS #8 or PKCS #1.
    /// - Throws: an error of the crypto library, which does not show the key.
    package init(email: String, keyID: String?, tokenAddress: String?, pem: String) throws {
        self.email = email
        self.keyID = keyID
        self.tokenAddress = tokenAddress ?? Self.defaultTokenAddress
        key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256, as V4 signatures and assertions want it.
    func sign(_ bytes: some Sequence<UInt8>) throws -> [UInt8] {
        try Array(key.signature(for: SHA256.hash(data: Data(bytes)), padding: .insecurePKCS1v1_5).rawRepresentation)
    }
}
