import FoundationEssentials

/// How this process proves to Google who it is.
package enum GCSCredentials: Sendable {
    /// Not at all: for emulators and public buckets that are only read.
    case none
    case serviceAccount(ServiceAccountKey)
    case user(AuthorizedUser)
    /// Google's metadata server gives tokens to the machines and pods it knows (workload identity).
    ///
    /// - Parameter host: its name or address, with a port where it is not 80.
    case metadataServer(host: String)

    /// The key that can sign addresses; only a service account's key file has one.
    var signingKey: ServiceAccountKey? {
        if case .serviceAccount(let key) = self { key } else { nil }
    }

    /// Reads a credentials file, as `GOOGLE_APPLICATION_CREDENTIALS` names one: a service account's key, or what
    /// `gcloud auth application-default login` writes.
    ///
    /// - Parameter name: what errors call the file; nothing of its content gets into them.
    package static func parse(_ bytes: [UInt8], name: String) throws(StorageError) -> GCSCredentials {
        // Whatever is wrong in it, the decoder's words could repeat a part of the file.
        guard let file = try? JSONDecoder().decode(CredentialsFile.self, from: Data(bytes)) else {
            throw StorageError(.failed, key: name, cause: "it is not a credentials file of Google's (JSON)")
        }
        switch file.type {
        case "service_account": return .serviceAccount(try serviceAccount(file, name))
        case "authorized_user": return .user(try user(file, name))
        default:
            throw StorageError(
                .failed, key: name,
                cause: "credentials of type '\(file.type)' are not supported; use a service account's key, "
                    + "or the file of 'gcloud auth application-default login'")
        }
    }

    private static func serviceAccount(
        _ file: CredentialsFile, _ name: String
    ) throws(StorageError) -> ServiceAccountKey {
        let email = try require(file.clientEmail, "client_email", name)
        let pem = try require(file.privateKey, "private_key", name)
        do {
            return try ServiceAccountKey(
                email: email, keyID: file.privateKeyID, tokenAddress: file.tokenAddress, pem: pem)
        } catch {
            throw StorageError(.failed, key: name, cause: "its 'private_key' is not an RSA key of 2048 bits or more")
        }
    }

    private static func user(_ file: CredentialsFile, _ name: String) throws(StorageError) -> AuthorizedUser {
        AuthorizedUser(
            clientID: try require(file.clientID, "client_id", name),
            clientSecret: Secret(try require(file.clientSecret, "client_secret", name)),
            refreshToken: Secret(try require(file.refreshToken, "refresh_token", name)),
            tokenAddress: file.tokenAddress ?? "https://oauth2.googleapis.com/token")
    }

    private static func require(_ value: String?, _ field: String, _ name: String) throws(StorageError) -> String {
        guard let value, !value.isEmpty else { throw StorageError(.failed, key: name, cause: "it has no '\(field)'") }
        return value
    }
}

/// A person's consent, as `gcloud auth application-default login` keeps it.
package struct AuthorizedUser: Sendable {
    let clientID: String
    let clientSecret: Secret
    let refreshToken: Secret
    /// Where the refresh token is exchanged for a token.
    let tokenAddress: String
}

/// The fields of both kinds of file.
private struct CredentialsFile: Decodable {
    let type: String
    let clientEmail: String?
    let privateKey: String?
    let privateKeyID: String?
    let tokenAddress: String?
    let clientID: String?
    let clientSecret: String?
    let refreshToken: String?

    private enum CodingKeys: String, CodingKey {
        case type
        case clientEmail = "client_email"
        case privateKey = "private_key"
        case privateKeyID = "private_key_id"
        case tokenAddress = "token_uri"
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case refreshToken = "refresh_token"
    }
}
