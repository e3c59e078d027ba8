import Conformance
import FoundationEssentials
import Host
import OCI
import Processes
import SourcesGit
import SystemPackage
import Testing

/// libgit2 waits for ever; the parent of its process does not.
@Suite(.serialized, .requires("git", "python3", "openssl", "ssh", package: "git python3 openssl openssh-client"))
struct LimitTests {
    @Test func `a server that never says a word is given up after the connect limit`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(certificate: authority.server, arguments: ["--silent"])
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                for scheme in ["https://", "ssh://git@"] {
                    let url = "\(server.address)/set.git".replacing("https://", with: scheme)
                    let error = await failure(url, folder, authority) { $0.connect = .seconds(1) }
                    #expect(error.contains("did not answer"), "\(error)")
                }
                // The whole group is gone, `ssh` too.
                let port = server.address.split(separator: ":").last ?? ""
                for _ in 0..<100 where ProcessWatch.isSSHRunning(with: "-p \(port) ") {
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(!ProcessWatch.isSSHRunning(with: "-p \(port) "))
            }
        }
    }

    @Test func `a server that falls silent is given up after the silence limit`() async throws {
        try await withFolder { folder, authority in
            let options = GitHTTPSServer.Options(certificate: authority.server, arguments: ["--silent-body"])
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                let error = await failure("\(server.address)/set.git", folder, authority) {
                    $0.connect = .seconds(60)
                    $0.silence = .seconds(1)
                }
                #expect(error.contains("made no progress"), "\(error)")
            }
        }
    }

    @Test func `a slow server is waited for as long as something comes`() async throws {
        try await withFolder { folder, authority in
            // 300 kB in 7 seconds.
            let options = GitHTTPSServer.Options(
                certificate: authority.server, arguments: ["--delay", "0.25", "--part", "11000"])
            try await GitHTTPSServer.run(folder.appending("srv"), options) { server in
                let source = source("\(server.address)/set.git", folder, authority) { $0.silence = .seconds(5) }
                let commit = try await source.commit("main")
                #expect(commit.count == 40)
            }
        }
    }

    private func withFolder(_ body: (FilePath, TestAuthority) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("srv").makeFolders()
            _ = try await SampleRepository(in: folder.appending("srv"))
            try await body(folder, TestAuthority(in: folder.appending("authority")))
        }
    }

    /// The words of the error that asking gives.
    private func failure(
        _ url: String, _ folder: FilePath, _ authority: TestAuthority, _ change: (inout NetworkLimits) -> Void
    ) async -> String {
        do {
            _ = try await source(url, folder, authority, change).commit("main")
            return "no error"
        } catch {
            guard case .unavailable(let text) = error as? SourceError else { return "another error: \(error)" }
            return text
        }
    }

    private func source(
        _ url: String, _ folder: FilePath, _ authority: TestAuthority, _ change: (inout NetworkLimits) -> Void
    ) -> GitSource {
        var configuration = GitSourceConfiguration(url: url)
        configuration.caFile = authority.certificate
        change(&configuration.limits)
        return GitSource(
            configuration: configuration, state: folder.appending("state"), helper: GitBench.nixery,
            runner: ProcessRunner(limit: 2), tarballs: GitBench.tarballs,
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": folder.string])
    }
}
