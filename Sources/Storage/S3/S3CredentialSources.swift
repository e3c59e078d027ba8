import SystemPackage

/// Where credentials come from; the first that has any, in the order that Amazon's own tools ask them: environment, web
/// identity, shared file, container, instance.
struct S3CredentialSources: Sendable {
    let environment: [String: String]
    let profile: String?
    let region: String
    let http: CloudClient

    /// - Throws: ``StorageError`` of kind `denied` where nobody has any.
    func find() async throws -> FreshValue<S3Credentials>.Dated {
        if let found = fromEnvironment() { return (found, found.ends) }
        for source in [fromWebIdentity, fromFile, fromContainer, fromInstance] {
            if let found = try await source() { return (found, found.ends) }
        }
        throw Self.trouble(
            "there are none: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or see to a shared credentials file, "
                + "a web identity or a machine with a role")
    }

    static func trouble(_ reason: String) -> StorageError {
        StorageError(.denied, key: "credentials for S3", cause: reason)
    }

    private func fromEnvironment() -> S3Credentials? {
        guard let accessKey = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") else {
            return nil
        }
        return S3Credentials(
            accessKey: accessKey, secretKey: Secret(secret), token: value("AWS_SESSION_TOKEN").map { Secret($0) })
    }

    private func fromWebIdentity() async throws -> S3Credentials? {
        guard let file = value("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = value("AWS_ROLE_ARN") else { return nil }
        let identity = S3WebIdentity(
            file: FilePath(file), role: role, session: value("AWS_ROLE_SESSION_NAME") ?? "nixery",
            endpoint: tokenService)
        return try await identity.credentials(http)
    }

    /// Where a web identity is changed for keys.
    var tokenService: String { value("AWS_ENDPOINT_URL_STS") ?? S3Place.amazon("sts", region: region) }

    private func fromFile() async throws -> S3Credentials? {
        let named = profile ?? value("AWS_PROFILE")
        let home = value("HOME").map { FilePath($0).appending(".aws/credentials") }
        guard let path = value("AWS_SHARED_CREDENTIALS_FILE").map({ FilePath($0) }) ?? home else { return nil }
        let credentials = try await S3CredentialsFile(path: path, profile: named ?? "default").read()
        if credentials == nil, let named { throw Self.trouble("'\(path)' has no profile '\(named)' with a key pair") }
        return credentials
    }

    private func fromContainer() async throws -> S3Credentials? {
        let relative = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map { "http://169.254.170.2\($0)" }
        guard let url = relative ?? value("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        var headers: [(String, String)] = []
        if let file = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            headers = [("Authorization", try await SmallFile.line(FilePath(file)))]
        } else if let token = value("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers = [("Authorization", token)]
        }
        let request = CloudRequest(.get, url, headers: headers)
        return try await S3InstanceMetadata.credentials(request, http)
    }

    private func fromInstance() async throws -> S3Credentials? {
        if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        let endpoint = value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        return try await S3InstanceMetadata(endpoint: endpoint).credentials()
    }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
