import Conformance
import FoundationEssentials
import Host
import Processes
import Storage
import SystemPackage
import Testing

@testable import SourcesGit

@Suite struct CredentialTests {
    private static let secret = "hunter2-9f31"
    private let runner = ProcessRunner(limit: 2)

    /// Every way of giving credentials: what is in the folder's file `x`, and how the configuration names it.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var file = ""
        var user: String? = "me"
        let set: @Sendable (inout GitCredentialsConfiguration, FilePath) -> Void
    }

    static let ways = [
        Way(testDescription: "password") { credentials, _ in credentials.password = Secret(secret) },
        Way(testDescription: "password file", file: "\(secret)\n") { $0.passwordFile = $1 },
        Way(testDescription: "token", user: nil) { credentials, _ in credentials.token = Secret(secret) },
        Way(testDescription: "token file", file: secret, user: nil) { $0.tokenFile = $1 },
        Way(testDescription: "netrc", file: "machine git.example.org login me password \(secret)", user: nil) {
            $0.netrc = $1
        },
        Way(
            testDescription: "helper",
            file: """
                #!/bin/sh
                [ "$1" = get ] || exit 1
                [ "$(cat)" = "protocol=https
                host=git.example.org:8443" ] || exit 2
                echo username=me; echo "password=\(secret)"
                """, user: nil
        ) { $0.helper = $1 },
    ]

    @Test(arguments: ways)
    func `credentials are read for the configured server`(way: Way) async throws {
        try await withTemporaryFolder { folder in
            let configuration = try configuration(way, folder)
            let request = try await make("https://git.example.org:8443/a", configuration)
            #expect(request.credentials?.password == Self.secret)
            #expect(request.credentials?.username == (way.testDescription.hasPrefix("token") ? "x-access-token" : "me"))
        }
    }

    @Test(arguments: ways)
    func `no other server is shown them`(way: Way) async throws {
        try await withTemporaryFolder { folder in
            let configuration = try configuration(way, folder)
            for url in ["https://other.example.org:8443/a", "https://git.example.org/a", "git@git.example.org:a"] {
                #expect(try await make(url, configuration).credentials == nil, "\(url)")
            }
        }
    }

    @Test(arguments: ways)
    func `printing a request shows no secret`(way: Way) async throws {
        try await withTemporaryFolder { folder in
            let request = try await make("https://git.example.org:8443/a", configuration(way, folder))
            var text = "\(request) \(String(reflecting: request))"
            dump(request, to: &text)
            dump(request.credentials, to: &text)
            #expect(!text.contains(Self.secret))
        }
    }

    /// Files and programs that give nothing usable, and the words that say why.
    @Test(arguments: [
        ("tokenFile", nil, "credentials.tokenFile"), ("tokenFile", "", "one line"),
        ("passwordFile", "\(secret)\nmore", "one line"), ("tokenFile", "\(secret)\u{0}", "cannot be read"),
        ("netrc", nil, "credentials.netrc"), ("helper", nil, "cannot be run"),
        ("helper", "#!/bin/sh\necho \(secret) >&2; exit 3", "status 3"),
        ("helper", "#!/bin/sh\necho \(secret)", "gave no user"), ("helper", "#!/bin/sh\nyes \(secret)", "too much"),
        ("helper", "#!/bin/sh\nsleep 60", "did not answer"),
    ])
    func `trouble with a file or helper is told without its content`(
        key: String, content: String?, part: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("x")
            if let content { try file.write(content, permissions: FilePermissions(rawValue: 0o700)) }
            var configuration = GitSourceConfiguration(url: "https://git.example.org/a")
            configuration.limits.connect = .seconds(part == "did not answer" ? 1 : 60)
            configuration.credentials.username = key == "passwordFile" ? "me" : nil
            switch key {
            case "tokenFile": configuration.credentials.tokenFile = file
            case "passwordFile": configuration.credentials.passwordFile = file
            case "netrc": configuration.credentials.netrc = file
            default: configuration.credentials.helper = file
            }
            await #expect {
                try await make(configuration.url, configuration)
            } throws: { error in
                guard case .unavailable(let text) = error as? SourceError else { return false }
                return text.contains(part) && !text.contains(Self.secret)
            }
        }
    }

    @Test func `two ways at once and a password without a user are refused`() async throws {
        var configuration = GitSourceConfiguration(url: "https://git.example.org/a")
        configuration.credentials.password = Secret(Self.secret)
        await expectMisconfigured(configuration, "username")
        configuration.credentials.token = Secret(Self.secret)
        await expectMisconfigured(configuration, "only one of password and token")
        configuration.url = "https://me:\(Self.secret)@git.example.org/a"
        await expectMisconfigured(configuration, "passwordFile")
    }

    /// Variables, and the proxy for `https://git.example.org`.
    @Test(arguments: [
        (["https_proxy": "http://p:1"], "http://p:1"), (["HTTPS_PROXY": "http://p:1"], "http://p:1"), ([:], nil),
        (["http_proxy": "http://p:1"], nil), (["https_proxy": "http://p:1", "no_proxy": "a, .example.org"], nil),
        (["https_proxy": "http://p:1", "NO_PROXY": "*"], nil),
        (["https_proxy": "http://p:1", "no_proxy": "ample.org"], "http://p:1"), (["https_proxy": ""], nil),
    ])
    func `the process's proxy is used`(environment: [String: String], proxy: String?) async throws {
        var configuration = GitSourceConfiguration(url: "https://git.example.org/a")
        let request = try await TransportRequest.make(
            GitRemote(configuration.url), configuration, runner: runner, environment: environment)
        #expect(request.proxy == proxy)
        configuration.proxy = "http://q:2"
        let other = try await TransportRequest.make(
            GitRemote(configuration.url), configuration, runner: runner, environment: environment)
        #expect(other.proxy == "http://q:2")
    }

    @Test(arguments: [
        ("me:\(secret)@proxy:3128", "http://me:\(secret)@proxy:3128"), ("proxy", "http://proxy"),
        ("http://proxy:3128", "http://proxy:3128"),
    ])
    func `a proxy without a scheme is an http one`(given: String, proxy: String) async throws {
        var configuration = GitSourceConfiguration(url: "https://git.example.org/a")
        let request = try await TransportRequest.make(
            GitRemote(configuration.url), configuration, runner: runner, environment: ["https_proxy": given])
        #expect(request.proxy == proxy)
        configuration.proxy = given
        #expect(try await make(configuration.url, configuration).proxy == proxy)
    }

    private func configuration(_ way: Way, _ folder: FilePath) throws -> GitSourceConfiguration {
        var configuration = GitSourceConfiguration(url: "https://git.example.org:8443/team/set.git")
        try folder.appending("x").write(way.file, permissions: FilePermissions(rawValue: 0o700))
        configuration.credentials.username = way.user
        way.set(&configuration.credentials, folder.appending("x"))
        return configuration
    }

    private func make(_ url: String, _ configuration: GitSourceConfiguration) async throws -> TransportRequest {
        try await TransportRequest.make(
            GitRemote(url), configuration, runner: runner, environment: ["PATH": "/usr/bin:/bin"])
    }

    private func expectMisconfigured(_ configuration: GitSourceConfiguration, _ part: String) async {
        await #expect {
            try await make("https://git.example.org/a", configuration)
        } throws: { error in
            guard case .misconfigured(let text) = error as? SourceError else { return false }
            return text.contains(part) && !text.contains(Self.secret)
        }
    }
}
