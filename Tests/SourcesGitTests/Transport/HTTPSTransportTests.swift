import Conformance
import Host
import Processes
import Storage
import SystemPackage
import Testing

@testable import SourcesGit

@Suite(.serialized, .requires("python3", "openssl", "git"))
struct HTTPSTransportTests {
    private static let all: Set<String> = ["HEAD", "refs/heads/main", "refs/tags/v1", "refs/tags/v1^{}"]
    private static let password = "hunter2-9f31"

    @Test func `fetches with a password from a server of a private authority`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(certificate: authority.server, user: "me:\(Self.password)")
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                let names = try await fetch(server, folder, authority) { Self.setPassword(&$0) }
                #expect(names == Self.all)
                // Asked without first, answered with 401, then with.
                let requests = try server.requests()
                #expect(requests.contains { $0.hasSuffix(" 401") })
            }
        }
    }

    @Test func `fetches without credentials and without encryption from this machine`() async throws {
        try await withFolder { folder, authority in
            try await GitHTTPSServer.run(folder.appending("srv"), .init(certificate: nil)) { server in
                let names = try await fetch(server, folder, authority)
                #expect(names == Self.all)
            }
        }
    }

    @Test func `each failure of credentials has its own message`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(certificate: authority.server, user: "me:\(Self.password)")
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                await expect(.denied, "does not accept", server, folder, authority) {
                    Self.setPassword(&$0, "wrong")
                }
                // One attempt, no more.
                let requests = try server.requests()
                #expect(requests.count == 2)
                await expect(.denied, "none are configured", server, folder, authority)
                await expect(.notFound, "there is no repository", server, folder, authority, name: "absent.git") {
                    Self.setPassword(&$0)
                }
            }
        }
    }

    @Test(arguments: [
        (403, GitOperationError.Code.denied, "403"), (404, .notFound, "no repository"), (500, .unavailable, "500"),
        (503, .unavailable, "503"),
    ])
    func `statuses of a server have their own meaning`(
        status: Int, code: GitOperationError.Code, part: String
    ) async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(
                certificate: authority.server, arguments: ["--status", "\(status)"])
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                await expect(code, part, server, folder, authority)
            }
        }
    }

    @Test func `a certificate of another authority is refused`() async throws {
        try await withFolder { folder, authority in
            let other = try await TestAuthority(in: folder.appending("other"))
            try await GitHTTPSServer.run(folder.appending("srv"), .init(certificate: authority.server)) { server in
                await expect(.certificate, "caFile", server, folder, other)
            }
        }
    }

    @Test func `a server that has no version of TLS in common says so`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(certificate: authority.server, arguments: ["--tls13-only"])
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                do {
                    // With a TLS library that knows 1.3, this is a server like any other.
                    let names = try await fetch(server, folder, authority)
                    #expect(names == Self.all)
                } catch let error as GitOperationError {
                    #expect(error.code == .tls && error.message.contains("TLS 1.3"), "\(error)")
                }
            }
        }
    }

    @Test func `redirects are followed on the same server only`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(certificate: authority.server, user: "me:\(Self.password)")
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                let same = GitHTTPSServer.Options(
                    certificate: authority.server, arguments: ["--redirect", server.address])
                try await GitHTTPSServer.run(folder.appending("srv"), same) { redirecting in
                    let names = try await fetch(redirecting, folder, authority) { Self.setPassword(&$0) }
                    #expect(names == Self.all)
                }
                let elsewhere = GitHTTPSServer.Options(
                    certificate: authority.server,
                    arguments: ["--redirect", server.address.replacing("localhost", with: "127.0.0.1")])
                try await GitHTTPSServer.run(folder.appending("srv"), elsewhere) { redirecting in
                    await expect(.unavailable, "redirect", redirecting, folder, authority) { Self.setPassword(&$0) }
                }
            }
            try await GitHTTPSServer.run(folder.appending("srv"), .init(certificate: nil)) { plain in
                let downgrade = GitHTTPSServer.Options(
                    certificate: authority.server, arguments: ["--redirect", plain.address])
                try await GitHTTPSServer.run(folder.appending("srv"), downgrade) { redirecting in
                    await expect(.unavailable, "redirect", redirecting, folder, authority) { Self.setPassword(&$0) }
                    let requests = try plain.requests()
                    #expect(requests.isEmpty)
                }
            }
        }
    }

    @Test func `a slow server is waited for`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(
                certificate: authority.server, arguments: ["--delay", "0.02", "--part", "8192"])
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                let names = try await fetch(server, folder, authority)
                #expect(names == Self.all)
            }
        }
    }

    @Test func `goes through a proxy`() async throws {
        try await withFolder { folder, authority in
            try await GitHTTPSServer.run(folder.appending("srv"), .init(certificate: authority.server)) { server in
                let options = GitHTTPSServer.Options(
                    certificate: nil, user: "px:\(Self.password)", arguments: ["--proxy"])
                try await GitHTTPSServer.run(folder.appending("srv"), options) { proxy in
                    let address = proxy.address.replacing("http://", with: "http://px:\(Self.password)@")
                    let names = try await fetch(server, folder, authority, proxy: address)
                    #expect(names == Self.all)
                    let requests = try proxy.requests()
                    #expect(requests.contains { $0.hasPrefix("CONNECT localhost:") })
                    let wrong = proxy.address.replacing("http://", with: "http://px:wrong-9f31@")
                    await #expect {
                        try await fetch(server, folder, authority, proxy: wrong)
                    } throws: { "\($0)".contains("proxy") && !"\($0)".contains("wrong-9f31") }
                }
            }
        }
    }

    @Test func `a proxy's address that is malformed is not repeated`() async throws {
        try await withFolder { folder, authority in
            // Read as a host, a port of letters and a path.
            for proxy in ["http://px:\(Self.password)/x@localhost:1", "px:\(Self.password)/x@localhost:1"] {
                await #expect {
                    try await fetch("https://localhost:1/a", folder, authority, proxy: proxy)
                } throws: { error in
                    let text = "\(error)"
                    return text.contains("an address of it or of the proxy is malformed")
                        && !text.contains(Self.password)
                }
            }
        }
    }

    @Test func `a server that is not there is unavailable`() async throws {
        try await withFolder { folder, authority in
            try await GitHTTPSServer.run(folder.appending("srv"), .init(certificate: nil)) { server in
                for url in [
                    "https://localhost:1/a", "https://host.invalid/a",
                    "\(server.address)/a".replacing("http:", with: "https:"),
                ] {
                    await #expect("\(url)") {
                        try await fetch(url, folder, authority)
                    } throws: { ($0 as? GitOperationError)?.code == .unavailable }
                }
            }
        }
    }

    private static func setPassword(_ credentials: inout GitCredentialsConfiguration, _ value: String = password) {
        credentials.username = "me"
        credentials.password = Secret(value)
    }

    /// A folder with `srv/set.git`, and an authority.
    private func withFolder(_ body: @Sendable (FilePath, TestAuthority) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("srv").makeFolders()
            _ = try await SampleRepository(in: folder.appending("srv"))
            try await body(folder, TestAuthority(in: folder.appending("authority")))
        }
    }

    private func fetch(
        _ server: GitHTTPSServer, _ folder: FilePath, _ authority: TestAuthority, name: String = "set.git",
        proxy: String? = nil, _ change: (inout GitCredentialsConfiguration) -> Void = { _ in }
    ) async throws -> Set<String> {
        try await fetch("\(server.address)/\(name)", folder, authority, proxy: proxy, change)
    }

    @discardableResult
    private func fetch(
        _ url: String, _ folder: FilePath, _ authority: TestAuthority, proxy: String? = nil,
        _ change: (inout GitCredentialsConfiguration) -> Void = { _ in }
    ) async throws -> Set<String> {
        var configuration = GitSourceConfiguration(url: url)
        configuration.caFile = authority.certificate
        configuration.proxy = proxy
        change(&configuration.credentials)
        let request = try await TransportRequest.make(
            GitRemote(configuration.url), configuration, runner: ProcessRunner(limit: 1), environment: [:])
        return try await Connection.fetch(request, into: folder.appending("m-\(UInt32.random(in: 0...UInt32.max))"))
    }

    private func expect(
        _ code: GitOperationError.Code, _ part: String, _ server: GitHTTPSServer, _ folder: FilePath,
        _ authority: TestAuthority, name: String = "set.git",
        _ change: (inout GitCredentialsConfiguration) -> Void = { _ in }
    ) async {
        do {
            _ = try await fetch(server, folder, authority, name: name, change)
            Issue.record("no error with '\(part)'")
        } catch {
            let error = error as? GitOperationError
            #expect(error?.code == code)
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains(Self.password) == false)
        }
    }
}
