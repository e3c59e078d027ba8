import Conformance
import FoundationEssentials
import Nix
import SystemPackage
import Testing

@testable import SourcesChannel

/// Several releases over one binary cache.
@Suite(.requires("xz", package: "xz-utils"))
struct PopularityReleaseTests {
    @Test func `A complete run leaves what another channel needed out of the cache, an interrupted one does not`()
        async throws
    {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 250) { server in
                for (name, numbers) in [("first", 100..<250), ("second", 0..<100)] {
                    try await release(server.entries[numbers].map(\.path), at: folder.appending(name))
                }
                let counter = try server.counter(folder, concurrency: 4) {
                    $0.binaryCache = server.server.url("/cache")
                }
                _ = try await counter.run("file://\(folder)/first") { _ in }
                #expect(server.requests == 150)
                let task = Task {
                    try await counter.run("file://\(folder)/second") { if $0.asked == 50 { cancelThisTask() } }
                }
                await #expect(throws: CancellationError.self) { _ = try await task.value }
                // All of the first are still known.
                _ = try await counter.run("file://\(folder)/first") { _ in }
                #expect(server.requests(for: server.entries[100..<250]) == 150)
                _ = try await counter.run("file://\(folder)/second") { _ in }
                let kept = try journaled(folder.appending("cache"))
                // The later refer to the earlier, and none of these to a later one.
                #expect(kept == Set(server.entries[..<100].map(\.path.baseName)))
            }
        }
    }

    /// Makes a release without a commit.
    private func release(_ paths: [StorePath], at folder: FilePath) async throws {
        try folder.appending("store-paths").write(paths.map { "\($0)\n" }.joined())
        try folder.appending("git-revision").write("not a commit\n")
        try await ServerProcess.shell("xz store-paths", in: folder)
    }

    /// The base names in the only journal of a folder.
    private func journaled(_ folder: FilePath) throws -> Set<String> {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.string)
        try #require(names.count == 1)
        let text = try String(contentsOfFile: folder.appending(names[0]).string, encoding: .utf8)
        return Set(text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
    }

    @Test(arguments: ["unknown\n", "", String(repeating: "<html>", count: 1000)])
    func `A release whose git-revision is no commit is counted, without one in the file's name`(
        revision: String
    ) async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 20) { server in
                try await release(server.entries.map(\.path), at: folder.appending("set"))
                try folder.appending("set/git-revision").write(revision)
                let counter = try server.counter(folder) { $0.binaryCache = server.server.url("/cache") }
                let result = try await counter.run("file://\(folder)/set") { _ in }
                #expect(result.commit == nil)
                #expect(result.fileName == "popularity-set.json")
                #expect(result.counts == server.counts)
            }
        }
    }
}
