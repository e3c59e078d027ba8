import Conformance
import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// `nixery popcount` of several channels, and where they are.
@Suite(.requires("xz", package: "xz-utils"))
struct PopcountChannelTests {
    @Test func `A run that is killed keeps what another channel needed, a complete one does not`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 1200, behaviour: { $0 < 600 ? .good : .slow }) { server in
                for (name, numbers) in [("first", 0..<600), ("second", 500..<1200)] {
                    let list = folder.appending(name).appending("store-paths")
                    try list.write(server.entries[numbers].map { "\($0.path)\n" }.joined())
                    try await ServerProcess.shell("xz \(name)/store-paths", in: folder)
                }
                let arguments = ["--concurrency", "8", "--binary-cache", server.server.url("/cache")]
                let first = try await PopcountRun.run(server, folder, arguments, channel: "file://\(folder)/first")
                #expect(first.status == .exited(0), "\(first.text)")
                #expect(server.requests == 600)
                let killed = try await PopcountRun.run(server, folder, arguments, channel: "file://\(folder)/second") {
                    process in
                    if server.requests > 700 { kill(process, SIGKILL) }
                }
                #expect(killed.status == .signaled(SIGKILL), "\(killed.text)")
                let journal = try #require(
                    try FileManager.default.contentsOfDirectory(
                        atPath: folder.appending("state/popcount").string
                    ).first)
                let lines = {
                    try readText(folder.appending("state/popcount").appending(journal)).split(separator: "\n")
                }
                #expect(try lines().count > 690)
                let second = try await PopcountRun.run(server, folder, arguments, channel: "file://\(folder)/second")
                #expect(second.status == .exited(0), "\(second.text)")
                #expect(server.requests <= 1200 + 8)
                // Some of the first are needed by none of the second.
                #expect((700..<1200).contains(try lines().count))
            }
        }
    }

    @Test func `Where channels are is also taken from a part of an overlay`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 50) { server in
                try folder.appending("nixery.yaml").write(
                    """
                    source:
                      kind: overlay
                      base: {kind: channel, channel: test, channelURL: "\(server.channelURL)"}
                      overlays:
                        - {kind: path, path: \(folder)}
                    """)
                let run = try await PopcountRun.run(server, folder, source: ["--config", "nixery.yaml"])
                #expect(run.status == .exited(0), "\(run.text)")
                let name = "popularity-test-\(NarInfoServer.commit).json"
                let counts = try JSONDecoder().decode(
                    [String: Int].self, from: Data(readText(folder.appending(name)).utf8))
                #expect(counts == server.counts)
            }
        }
    }
}
