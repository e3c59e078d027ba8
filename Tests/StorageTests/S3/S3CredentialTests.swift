import Conformance
import SystemPackage
import Testing

@testable import Storage

@Suite struct S3CredentialTests {
    private static let pair = ["AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s"]

    private func find(_ environment: [String: String], profile: String? = nil) async throws -> S3Credentials {
        let sources = S3CredentialSources(
            environment: environment, profile: profile, region: "us-east-1",
            http: try await CloudClient(retry: S3Fixture.retry))
        return try await sources.find().value
    }

    @Test func `the environment comes first`() async throws {
        let found = try await find(Self.pair.merging(["AWS_SESSION_TOKEN": "t", "AWS_ROLE_ARN": "r"]) { $1 })
        #expect(found == S3Credentials(accessKey: "env", secretKey: Secret("s"), token: Secret("t")))
    }

    @Test(arguments: [
        ("default", "one"), ("other", "two"),
    ])
    func `a profile of the shared file`(_ profile: String, _ accessKey: String) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(".aws/credentials")
            try file.write(
                """
                # a comment
                [default]
                aws_access_key_id=one
                aws_secret_access_key = se=cret
                [ other ]
                ; another
                AWS_ACCESS_KEY_ID = two
                aws_secret_access_key = se=cret
                [half]
                aws_access_key_id = three
                """)
            let expected = S3Credentials(accessKey: accessKey, secretKey: Secret("se=cret"))
            #expect(try await find(["HOME": folder.string], profile: profile) == expected)
            #expect(try await find(["HOME": folder.string, "AWS_PROFILE": profile]) == expected)
            #expect(try await find(["AWS_SHARED_CREDENTIALS_FILE": file.string, "AWS_PROFILE": profile]) == expected)
            await expect(.denied) { _ = try await find(["HOME": folder.string], profile: "half") }
            await expect(.denied) { _ = try await find(["HOME": folder.string], profile: "missing") }
        }
    }

    @Test func `a web identity is changed for a role's keys`() async throws {
        let server = try ScriptedServer { _ in
            .text(
                """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>role</AccessKeyId>
                <SecretAccessKey>a&amp;b</SecretAccessKey><SessionToken>t</SessionToken>
                <Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """)
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            try folder.appending("token").write("eyJ.x.y\n")
            let found = try await find([
                "AWS_WEB_IDENTITY_TOKEN_FILE": folder.appending("token").string,
                "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
                "AWS_ENDPOINT_URL_STS": server.url(""),
            ])
            #expect(
                found
                    == S3Credentials(
                        accessKey: "role", secretKey: Secret("a&b"), token: Secret("t"), ends: 1_893_456_000))
        }
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(!request.target.contains("eyJ"))
    }

    @Test(
        arguments: [
            ("eu-central-1", [:], "https://sts.eu-central-1.amazonaws.com"),
            // Amazon's own domain there.
            ("cn-north-1", [:], "https://sts.cn-north-1.amazonaws.com.cn"),
            ("cn-north-1", ["AWS_ENDPOINT_URL_STS": "https://sts.local"], "https://sts.local"),
        ] as [(String, [String: String], String)])
    func `the token service is that of the region`(
        _ region: String, _ environment: [String: String], _ expected: String
    ) async throws {
        let sources = S3CredentialSources(
            environment: environment, profile: nil, region: region, http: try await CloudClient())
        #expect(sources.tokenService == expected)
    }

    @Test func `a refused web identity is said without the token`() async throws {
        let server = try ScriptedServer { _ in
            .answer(
                403,
                body: Array("<ErrorResponse><Error><Code>ExpiredTokenException</Code></Error></ErrorResponse>".utf8))
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            try folder.appending("token").write("eyJ.x.y\n")
            let environment = [
                "AWS_WEB_IDENTITY_TOKEN_FILE": folder.appending("token").string, "AWS_ROLE_ARN": "r",
                "AWS_ENDPOINT_URL_STS": server.url(""),
            ]
            let error = await #expect(throws: StorageError.self) { _ = try await find(environment) }
            #expect(error?.kind == .denied)
            #expect(error?.cause.contains("ExpiredTokenException") == true)
            #expect(error?.cause.contains("eyJ") == false)
        }
    }

    private static let json = """
        {"Code": "Success", "AccessKeyId": "machine", "SecretAccessKey": "s", "Token": "t",
         "Expiration": "2030-01-01T00:00:00Z"}
        """

    @Test func `a machine's role is asked for with a token`() async throws {
        let folder = "/latest/meta-data/iam/security-credentials/"
        let server = try ScriptedServer { request in
            if request.method == "PUT" {
                return request.headers["x-aws-ec2-metadata-token-ttl-seconds"] == nil ? .answer(400) : .text("session")
            }
            guard request.headers["x-aws-ec2-metadata-token"] == "session" else { return .answer(401) }
            return switch request.target {
            case folder: .text("our-role\n")
            case "\(folder)our-role": .text(Self.json)
            default: .answer(404)
            }
        }
        defer { server.stop() }
        let found = try await find(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url("")])
        let expected = S3Credentials(
            accessKey: "machine", secretKey: Secret("s"), token: Secret("t"), ends: 1_893_456_000)
        #expect(found == expected)
    }

    @Test func `a container's role is asked for with its own token`() async throws {
        let server = try ScriptedServer { $0.headers["authorization"] == "pod" ? .text(Self.json) : .answer(403) }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            try folder.appending("token").write("pod")
            let environment = [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url("/v1/credentials"),
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": folder.appending("token").string,
            ]
            #expect(try await find(environment).accessKey == "machine")
            let refused = environment.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/dev/null"]) { $1 }
            await expect(.denied) { _ = try await find(refused) }
        }
    }

    @Test func `where nobody has any, it says where they are looked for`() async throws {
        let error = await #expect(throws: StorageError.self) {
            _ = try await find(["AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"])
        }
        #expect(error?.description.contains("AWS_ACCESS_KEY_ID") == true)
    }
}
