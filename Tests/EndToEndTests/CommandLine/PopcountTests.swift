import Conformance
import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// `nixery popcount`, as a process.
@Suite(.requires("xz", package: "xz-utils"))
struct PopcountTests {
    private func counts(_ folder: FilePath, _ name: String) throws -> [String: Int] {
        try JSONDecoder().decode(
            [String: Int].self, from: Data(contentsOf: URL(filePath: folder.appending(name).string)))
    }

    private static let name = "popularity-test-\(NarInfoServer.commit).json"

    @Test func `It writes the counts, and says what is missing in them`() async throws {
        try await withTemporaryFolder { folder in
            let kind: (Int) -> NarInfoServer.Behaviour = { [3: .missing, 4: .malformed, 5: .busyOnce][$0] ?? .good }
            try await NarInfoServer.run(folder, count: 200, behaviour: kind) { server in
                let run = try await PopcountRun.run(server, folder, ["--graph", "graph.json"])
                #expect(run.status == .exited(0), "\(run.text)")
                #expect(try counts(folder, Self.name) == server.counts)
                #expect(run.text.contains("\(Self.name): counts of \(server.counts.count) names\n"))
                #expect(run.text.contains("graph.json: 198 store paths\n"))
                #expect(run.text.contains("1 narinfo missing, for example:\n  \(server.entries[3].path): "))
                #expect(run.text.contains("1 narinfo malformed, for example:\n  \(server.entries[4].path): "))
            }
        }
    }

    @Test func `Where narinfos cannot be read it fails, and says how to go on`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 5, behaviour: { $0 == 3 ? .failing : .good }) { server in
                let run = try await PopcountRun.run(server, folder)
                #expect(run.status == .exited(1), "\(run.text)")
                #expect(try counts(folder, Self.name) == server.counts)
                #expect(run.text.contains("1 narinfo not read, for example:\n  \(server.entries[3].path): "))
                #expect(
                    run.text.hasSuffix(
                        "these counts are not complete; the same command again asks only for what was not read\n"),
                    "\(run.text)")
            }
        }
    }

    /// A signal, how the process ends by it, and what it says.
    static let signals: [(Int32, TerminationStatus, String)] = [
        (SIGKILL, .signaled(SIGKILL), ""), (SIGINT, .exited(130), "/state/popcount', the same command goes on there"),
    ]

    @Test(arguments: signals)
    func `After a signal it goes on from there, with fewer requests and the same result`(
        signal: Int32, end: TerminationStatus, message: String
    ) async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 2000, behaviour: { _ in .slow }) { server in
                let arguments = ["--concurrency", "8", "--output", "counts.json"]
                let killed = try await PopcountRun.run(server, folder, arguments) { process in
                    if server.requests > 300 { kill(process, signal) }
                }
                #expect(killed.status == end, "\(killed.text)")
                #expect(killed.text.contains(message) || message.isEmpty, "\(killed.text)")
                #expect(killed.text.contains(" of 2000 narinfos, "), "\(killed.text)")
                let before = server.requests
                #expect((300..<1900).contains(before))
                #expect(throws: (any Error).self) { try counts(folder, "counts.json") }
                let finished = try await PopcountRun.run(server, folder, arguments)
                #expect(finished.status == .exited(0), "\(finished.text)")
                #expect(try counts(folder, "counts.json") == server.counts)
                // Only those that were on their way are asked for twice.
                #expect(server.requests <= 2000 + 8)
                #expect(server.asked == 2000)
            }
        }
    }

    /// Options, how the process ends and what it says.
    static let wrongPlaces: [([String], Int32, String)] = [
        (["--output", "x.json", "--graph", "./x.json"], 64, "--output and --graph name the same file"),
        (["--output", "nowhere/x.json"], 1, "'nowhere/x.json' cannot be written: No such file"),
        (["--graph", "nowhere/x.json"], 1, "'nowhere/x.json' cannot be written: No such file"),
        (["--graph", "/dev/null"], 1, "'/dev/null' exists and is no plain file"),
    ]

    @Test(arguments: wrongPlaces)
    func `A place that cannot be written is found before anything is read`(
        arguments: [String], status: Int32, message: String
    ) async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 5) { server in
                let run = try await PopcountRun.run(server, folder, arguments)
                #expect(run.status == .exited(status))
                #expect(run.text.contains(message), "\(run.text)")
                #expect(server.requests == 0)
            }
        }
    }

    @Test func `Memory does not grow with the size of the answers`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 800) { server in
                // Twice: what a process has at its very end may not be seen.
                var small = 0
                for cache in ["first", "again"] {
                    let run = try await PopcountRun.run(server, folder, ["--cache", cache, "--concurrency", "4"])
                    small = max(small, run.memory)
                }
                server.setPadding(256 << 10)
                let large = try await PopcountRun.run(server, folder, ["--cache", "second", "--concurrency", "4"])
                #expect(large.status == .exited(0), "\(large.text)")
                // Together they have 200 MiB.
                #expect(small > 1 << 20)
                #expect(large.memory < small + 64 << 20, "\(small) and \(large.memory)")
            }
        }
    }

    @Test(arguments: ["0", "257", "many"])
    func `A wrong number of requests at once is refused`(number: String) async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 1) { server in
                let run = try await PopcountRun.run(server, folder, ["--concurrency", number])
                #expect(run.status == .exited(64), "\(run.text)")
                #expect(server.requests == 0)
            }
        }
    }
}
