import Conformance
import FoundationEssentials
import Host
import Logging
import OCI
import Processes
import SourcesGit
import Storage
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// However a credential is given, it shows nowhere: not in the log, errors, what is remembered, files that we keep, or the arguments
/// and environment of any process.
@Suite(.serialized, .requires("git", "python3", "openssl", "sshd", package: "git python3 openssl openssh-server"))
struct SecretTests {
    private static let secret = "hunter2-9f31c0"

    /// A way to give a credential for user `me`.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Content of a file or program beside.
        var file = ""
        let set: @Sendable (inout GitCredentialsConfiguration, FilePath) -> Void
    }

    static let ways = [
        Way(testDescription: "password") { credentials, _ in
            credentials.username = "me"
            credentials.password = Secret(secret)
        },
        Way(testDescription: "password file", file: secret) {
            $0.username = "me"
            $0.passwordFile = $1
        },
        Way(testDescription: "token") { credentials, _ in
            credentials.username = "me"
            credentials.token = Secret(secret)
        },
        Way(testDescription: "token file", file: secret) {
            $0.username = "me"
            $0.tokenFile = $1
        },
        Way(testDescription: "netrc", file: "machine localhost login me password \(secret)") { $0.netrc = $1 },
        Way(
            testDescription: "helper",
            file: "#!/bin/sh\necho working on \(secret) >&2; echo username=me; echo password=\(secret)"
        ) { $0.helper = $1 },
    ]

    @Test(arguments: ways)
    func `a credential for https shows nowhere`(way: Way) async throws {
        try await withTemporaryFolder { folder in
            let authority = try await Self.setUp(folder)
            try folder.appending("given").write(way.file, permissions: .init(rawValue: 0o700))
            let configure: @Sendable (String) -> GitSourceConfiguration = { address in
                var configuration = GitSourceConfiguration(url: "\(address)/set.git")
                configuration.caFile = authority.certificate
                way.set(&configuration.credentials, folder.appending("given"))
                return configuration
            }
            try await withServer(folder, authority, user: "me:\(Self.secret)") { server in
                try await expectNoTrace(folder, configure(server.address), succeeds: true)
            }
            // The server wants something else, and the address leads nowhere.
            try await withServer(folder, authority, user: "me:other") { server in
                try await expectNoTrace(folder, configure(server.address), succeeds: false)
            }
            try await expectNoTrace(folder, configure("https://localhost:1"), succeeds: false)
        }
    }

    @Test func `a proxy's password shows nowhere`() async throws {
        try await withTemporaryFolder { folder in
            let authority = try await Self.setUp(folder)
            try await withServer(folder, authority, user: nil) { server in
                let options = GitHTTPSServer.Options(
                    certificate: nil, user: "me:\(Self.secret)", arguments: ["--proxy"])
                try await GitHTTPSServer.run(folder.appending("srv"), options) { proxy in
                    var configuration = GitSourceConfiguration(url: "\(server.address)/set.git")
                    configuration.caFile = authority.certificate
                    configuration.proxy = proxy.address.replacing("://", with: "://me:\(Self.secret)@")
                    try await expectNoTrace(folder, configuration, succeeds: true)
                    // The same from this process's environment.
                    let variables = ["https_proxy": configuration.proxy ?? ""]
                    configuration.proxy = nil
                    try await expectNoTrace(folder, configuration, environment: variables, succeeds: true)
                    configuration.proxy = "http://me:\(Self.secret)@localhost:1"
                    try await expectNoTrace(folder, configuration, succeeds: false)
                }
            }
        }
    }

    @Test(arguments: [
        "https://me:\(secret)@localhost:1/a", "https://\(secret)@localhost:1/a", "me:\(secret)@localhost:a",
        "ssh://me:\(secret)@localhost/a", "https://localhost:1/a?token=\(secret)",
    ])
    func `a password in an address is refused and shows nowhere`(url: String) async throws {
        try await withTemporaryFolder { folder in
            let configuration = GitSourceConfiguration(url: url)
            let text = await trace(of: source(configuration, folder), succeeds: false)
            #expect(!text.contains(Self.secret))
        }
    }

    @Test func `a key for ssh shows nowhere`() async throws {
        try await withTemporaryFolder { folder in
            _ = try await Self.setUp(folder)
            try await SSHServer.run(folder.appending("ssh")) { server in
                let known = try await server.makeKey("known")
                let stranger = try await server.makeKey("stranger", isKnown: false)
                for (key, succeeds) in [(known, true), (stranger, false)] {
                    var configuration = GitSourceConfiguration(url: server.url(folder.appending("srv/set.git")))
                    configuration.ssh.knownHosts = server.knownHosts
                    configuration.ssh.keyFile = key
                    // A line that no other key has.
                    let lines = try ServerProcess.text(of: key).split(separator: "\n")
                    try await expectNoTrace(
                        folder, configuration, secrets: [String(lines[lines.count - 2])], succeeds: succeeds)
                }
            }
        }
    }

    /// The other tests rest on this one.
    @Test(arguments: ["sleep 1 && : \(secret)", "SHOWN=\(secret) sleep 1"])
    func `a secret in a process's arguments or environment would be seen`(script: String) async throws {
        try await withTemporaryFolder { folder in
            let watch = ProcessWatch(secrets: [Self.secret])
            _ = try await watch.during { try await ServerProcess.shell(script, in: folder) }
            #expect(!watch.leaks.isEmpty)
        }
    }

    /// Uses a source in every way and looks everywhere.
    private func expectNoTrace(
        _ folder: FilePath, _ configuration: GitSourceConfiguration, secrets: [String]? = nil,
        environment: [String: String] = [:], succeeds: Bool
    ) async throws {
        // As it is sent, too.
        let secrets = secrets ?? [Self.secret, Data("me:\(Self.secret)".utf8).base64EncodedString()]
        let watch = ProcessWatch(secrets: secrets)
        let text = try await watch.during {
            await trace(of: source(configuration, folder, environment), succeeds: succeeds)
        }
        // One that fails at once may be gone before it is looked at.
        let isSeen = watch.seen.contains("git-operation") || !succeeds
        #expect(isSeen, "the child process was not seen")
        #expect(watch.leaks.isEmpty)
        for secret in secrets {
            #expect(!text.contains(secret), "\(text)")
            let files = try await ServerProcess.shell(
                "if [ -d state ]; then grep -rlF -- '\(secret)' state || true; fi", in: folder)
            #expect(files.isEmpty, "in \(files)")
        }
        #expect(access(folder.appending("state/mirrors").string, F_OK) == 0, "no files were looked at")
    }

    /// All that a source says while it is used: log, errors, identity, pins.
    private func trace(of source: GitSource, succeeds: Bool) async -> String {
        let recorder = LogRecorder()
        func attempt(_ work: () async throws -> String) async {
            do {
                recorder.add(try await work())
                #expect(succeeds)
            } catch {
                recorder.add("\(error) \(String(reflecting: error))")
                #expect(!succeeds, "\(error)")
            }
        }
        recorder.add("\(source.identity) \(source.name)")
        await attempt {
            let pin = try await source.pin(Tag("main"), logger: recorder.logger)
            let packages = source.packages(at: pin)
            let files = try await packages.files(recorder.logger)
            return "\(pin) \(packages) \(files)"
        }
        await attempt { "\(try await source.tags(logger: recorder.logger))" }
        return recorder.text
    }

    private func source(
        _ configuration: GitSourceConfiguration, _ folder: FilePath, _ environment: [String: String] = [:]
    ) -> GitSource {
        var configuration = configuration
        configuration.fetch = .mirror
        let usual = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": folder.string]
        return GitSource(
            configuration: configuration, state: folder.appending("state"), helper: GitBench.nixery,
            runner: ProcessRunner(limit: 4), tarballs: GitBench.tarballs,
            environment: environment.merging(usual) { $1 })
    }

    /// Makes `srv/set.git` and an authority.
    private static func setUp(_ folder: FilePath) async throws -> TestAuthority {
        try folder.appending("srv").makeFolders()
        _ = try await SampleRepository(in: folder.appending("srv"))
        return try await TestAuthority(in: folder.appending("authority"))
    }

    /// A server that takes its time, so that its clients can be looked at.
    private func withServer(
        _ folder: FilePath, _ authority: TestAuthority, user: String?,
        body: @Sendable @escaping (GitHTTPSServer) async throws -> Void
    ) async throws {
        let options = GitHTTPSServer.Options(
            certificate: authority.server, user: user, arguments: ["--delay", "0.02", "--part", "16384"])
        try await GitHTTPSServer.run(folder.appending("srv"), options, body: body)
    }
}
