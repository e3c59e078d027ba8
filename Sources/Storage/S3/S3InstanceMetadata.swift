import FoundationEssentials

/// The role of the machine that we run on (EC2 instance metadata, version 2: every question carries a token got by PUT).
struct S3InstanceMetadata: Sendable {
    let endpoint: String

    /// - Returns: nil where this is no such machine, or it has no role.
    func credentials() async throws -> S3Credentials? {
        let http = try await Self.impatient()
        let path = "\(endpoint)/latest/meta-data/iam/security-credentials/"
        guard let token = try await token(http) else { return nil }
        let headers = [("X-aws-ec2-metadata-token", token)]
        let roles = try await Self.ask(CloudRequest(.get, path, headers: headers), http)
        // The machine has no role.
        if roles.status == 404 { return nil }
        guard roles.isSuccess, let role = String(decoding: roles.body, as: UTF8.self).split(separator: "\n").first
        else {
            throw S3CredentialSources.trouble("\(path) answered \(roles.status)")
        }
        return try await Self.credentials(CloudRequest(.get, "\(path)\(role)", headers: headers), http)
    }

    /// Reads the JSON form in which machines and containers give credentials.
    static func credentials(_ request: CloudRequest, _ http: CloudClient) async throws -> S3Credentials {
        let response = try await ask(request, http)
        guard response.isSuccess else {
            throw S3CredentialSources.trouble("\(request) answered \(response.status)")
        }
        do {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(response.body))
            return S3Credentials(
                accessKey: answer.accessKey, secretKey: Secret(answer.secretKey), token: Secret(answer.token),
                ends: CloudTime.parseISO(answer.expiration))
        } catch { throw S3CredentialSources.trouble("the answer to \(request) cannot be read") }
    }

    private struct Answer: Decodable {
        let accessKey: String
        let secretKey: String
        let token: String
        let expiration: String

        private enum CodingKeys: String, CodingKey {
            case accessKey = "AccessKeyId"
            case secretKey = "SecretAccessKey"
            case token = "Token"
            case expiration = "Expiration"
        }
    }

    /// Nobody answers on other machines, which should be known soon.
    private static func impatient() async throws -> CloudClient {
        var (limits, retry) = (CloudLimits(), RetryPolicy())
        limits.connect = .seconds(1)
        limits.silence = .seconds(5)
        retry.attempts = 3
        return try await CloudClient(limits: limits, retry: retry)
    }

    private func token(_ http: CloudClient) async throws -> String? {
        let request = CloudRequest(
            .put, "\(endpoint)/latest/api/token", headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")])
        do {
            let response = try await http.send { request }
            return response.isSuccess ? String(decoding: response.body, as: UTF8.self) : nil
        } catch is CloudError { return nil }
    }

    private static func ask(_ request: CloudRequest, _ http: CloudClient) async throws -> CloudResponse {
        do { return try await http.send { request } } catch let error as CloudError {
            throw S3CredentialSources.trouble("\(error)")
        }
    }
}
