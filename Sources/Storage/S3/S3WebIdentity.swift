import SystemPackage

/// A role taken by a token that the platform keeps in a file (STS, `AssumeRoleWithWebIdentity`).
struct S3WebIdentity: Sendable {
    /// Holds the token; read at each use.
    let file: FilePath
    let role: String
    /// How the service's own log calls us.
    let session: String
    let endpoint: String

    func credentials(_ http: CloudClient) async throws -> S3Credentials {
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session), ("WebIdentityToken", try await SmallFile.line(file)),
        ]
        let form = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let request = CloudRequest(
            .post, "\(endpoint)/", headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(form.utf8))
        let response: CloudResponse
        do { response = try await http.send { request } } catch let error as CloudError {
            throw S3CredentialSources.trouble("the token service could not be asked: \(error)")
        }
        if let answer = S3Answer(response) {
            throw S3CredentialSources.trouble("the token service refused the web identity: \(answer.cause)")
        }
        guard let credentials = Self.parse(response.body) else {
            throw S3CredentialSources.trouble("the token service's answer cannot be read")
        }
        return credentials
    }

    private static func parse(_ body: [UInt8]) -> S3Credentials? {
        guard let node = XMLNode(body)?["AssumeRoleWithWebIdentityResult"]?["Credentials"],
            let accessKey = node["AccessKeyId"]?.text, let secret = node["SecretAccessKey"]?.text,
            let token = node["SessionToken"]?.text,
            let ends = node["Expiration"].flatMap({ CloudTime.parseISO($0.text) })
        else { return nil }
        return S3Credentials(accessKey: accessKey, secretKey: Secret(secret), token: Secret(token), ends: ends)
    }
}
