import Conformance
import Host
import Processes
import SystemPackage
import Testing

@testable import SourcesGit

@Suite(.serialized, .requires("sshd", "ssh", "git", package: "openssh-server openssh-client git"))
struct SSHTransportTests {
    private static let all: Set<String> = ["HEAD", "refs/heads/main", "refs/tags/v1", "refs/tags/v1^{}"]

    @Test(arguments: ["ed25519", "rsa", "ecdsa"])
    func `fetches with a key of any usual type`(type: String) async throws {
        try await withServer { server, folder in
            let key = try await server.makeKey("deploy", type: type)
            #expect(try await fetch(server, folder) { $0.keyFile = key } == Self.all)
        }
    }

    @Test func `hashed host keys are found`() async throws {
        try await withServer { server, folder in
            let key = try await server.makeKey("deploy")
            let names = try await fetch(server, folder) {
                $0.keyFile = key
                $0.knownHosts = server.hashedKnownHosts
            }
            #expect(names == Self.all)
        }
    }

    @Test func `fetches with a certificate`() async throws {
        try await withServer { server, folder in
            let key = try await server.makeKey("certified", isKnown: false)
            let certificate = try await server.certify(key)
            let moved = folder.appending("elsewhere-cert.pub")
            try await ServerProcess.shell("mv '\(certificate)' '\(moved)'", in: folder)
            await expect(.denied, "does not accept", server, folder) { $0.keyFile = key }
            let names = try await fetch(server, folder) {
                $0.keyFile = key
                $0.certificateFile = moved
            }
            #expect(names == Self.all)
        }
    }

    @Test func `fetches with a key of the agent`() async throws {
        try await withServer { server, folder in
            let key = try await server.makeKey("deploy", type: "rsa")
            try await server.withAgent(holding: key) { socket in
                let names = try await fetch(server, folder, environment: ["SSH_AUTH_SOCK": socket.string]) { _ in }
                #expect(names == Self.all)
            }
        }
    }

    @Test func `each failure has its own message`() async throws {
        try await withServer { server, folder in
            let key = try await server.makeKey("deploy")
            let stranger = try await server.makeKey("stranger", isKnown: false)
            let open = folder.appending("open")
            let locked = folder.appending("locked")
            try await ServerProcess.shell(
                """
                cp '\(key)' open; chmod 644 open
                ssh-keygen -q -t ed25519 -N secret -f locked
                echo nonsense >nonsense; chmod 600 nonsense; touch none
                """, in: folder)
            await expect(.unknownHostKey, "is not known", server, folder) {
                $0.keyFile = key
                $0.knownHosts = folder.appending("none")
            }
            await expect(.changedHostKey, "another host key", server, folder) {
                $0.keyFile = key
                $0.knownHosts = server.wrongKnownHosts
            }
            await expect(.denied, "does not accept our key", server, folder) { $0.keyFile = stranger }
            await expect(.denied, "chmod 600", server, folder) { $0.keyFile = open }
            await expect(.denied, "has a passphrase", server, folder) { $0.keyFile = locked }
            await expect(.denied, "holds no private key", server, folder) { $0.keyFile = folder.appending("nonsense") }
            await expect(.denied, "does not exist", server, folder) { $0.keyFile = folder.appending("absent") }
            await expect(.notFound, "no such repository", server, folder, "/absent.git") { $0.keyFile = key }
        }
    }

    @Test func `a server that is not there is unavailable`() async throws {
        try await withServer { server, folder in
            let refused = "ssh://git@127.0.0.1:1/a"
            await expect(.unavailable, "refused the connection", server, folder, url: refused) { _ in }
            let unresolved = "ssh://git@host.invalid/a"
            await expect(.unavailable, "cannot be resolved", server, folder, url: unresolved) { _ in }
        }
    }

    /// The server here gives the command to a shell.
    @Test func `odd paths mean themselves to the server`() async throws {
        try await withServer { server, folder in
            let key = try await server.makeKey("deploy")
            for name in ["it's", "a b", "$(touch pwned)", "a;touch pwned", "a!b", "`touch pwned`"] {
                try await ServerProcess.shell("cp -r set.git \"$NAME\"", in: folder, environment: ["NAME": name])
                let url = "\(server.url(folder))/\(PercentCoding.encode(name))"
                let names = try await fetch(server, folder, url: url) { $0.keyFile = key }
                #expect(names == Self.all, "\(name)")
            }
            let found = try await ServerProcess.shell("find . -name pwned", in: folder)
            #expect(found.isEmpty)
        }
    }

    private func withServer(
        _ body: @Sendable @escaping (SSHServer, FilePath) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            _ = try await SampleRepository(in: folder)
            try await SSHServer.run(folder.appending("ssh")) { try await body($0, folder) }
        }
    }

    private func fetch(
        _ server: SSHServer, _ folder: FilePath, url: String? = nil, environment: [String: String] = [:],
        _ change: @Sendable (inout SSHConfiguration) -> Void
    ) async throws -> Set<String> {
        var configuration = GitSourceConfiguration(url: url ?? server.url(folder.appending("set.git")))
        configuration.ssh.knownHosts = server.knownHosts
        change(&configuration.ssh)
        let request = try await TransportRequest.make(
            GitRemote(configuration.url), configuration, runner: ProcessRunner(limit: 1),
            environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
        let target = folder.appending("mirror-\(UInt32.random(in: 0...UInt32.max))")
        return try await Connection.fetch(request, into: target)
    }

    private func expect(
        _ code: GitOperationError.Code, _ part: String, _ server: SSHServer, _ folder: FilePath,
        _ repository: String? = nil, url: String? = nil, _ change: @Sendable (inout SSHConfiguration) -> Void
    ) async {
        do {
            _ = try await fetch(server, folder, url: url ?? repository.map { server.url(FilePath($0)) }, change)
            Issue.record("no error with '\(part)'")
        } catch {
            let error = error as? GitOperationError
            #expect(error?.code == code)
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
    }
}
