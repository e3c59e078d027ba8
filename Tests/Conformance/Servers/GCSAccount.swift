package import CryptoExtras
import FoundationEssentials
import OCI

/// A service account of Google's as both sides know it: its name and key.
package struct GCSAccount: Sendable {
    package let email: String
    private let key: _RSA.Signing.PrivateKey

    package init(email: String, key: _RSA.Signing.PrivateKey) {
        self.email = email
        self.key = key
    }

    /// An account with a new key.
    package init() throws {
        self.init(email: "builder@a-project.iam.gserviceaccount.com", key: try .init(keySize: .bits2048))
    }

    /// Its key file, with the place that gives tokens for it.
    package func keyFile(tokenAddress: String) throws -> String {
        String(
            decoding: try CanonicalJSON.encode([
                "type": "service_account", "client_email": email, "private_key_id": "1",
                "private_key": key.pemRepresentation, "token_uri": tokenAddress,
            ]), as: UTF8.self)
    }

    /// Whether a signature (RSASSA-PKCS1-v1_5, SHA-256) is this account's.
    func hasSigned(_ text: String, _ signature: [UInt8]) -> Bool {
        key.publicKey.isValidSignature(
            .init(rawRepresentation: Data(signature)), for: Data(text.utf8), padding: .insecurePKCS1v1_5)
    }
}
