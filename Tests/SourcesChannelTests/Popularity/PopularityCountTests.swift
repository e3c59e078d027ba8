import Conformance
import FoundationEssentials
import Host
import Nix
import Synchronization
import SystemPackage
import Testing

@testable import SourcesChannel

/// Counting over a binary cache that is good, bad, or both.
@Suite(.requires("xz", package: "xz-utils"))
struct PopularityCountTests {
    @Test func `The counts are those of an independent count; bad narinfos are skipped and told`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 3000, behaviour: Self.mixed) { server in
                let last = Mutex<PopularityProgress?>(nil)
                let result = try await server.counter(folder).run("test") { progress in
                    last.withLock { $0 = progress }
                }
                #expect(result.counts == server.counts)
                #expect(!result.counts.isEmpty)
                #expect(result.commit == NarInfoServer.commit)
                #expect(result.fileName == "popularity-test-\(NarInfoServer.commit).json")
                #expect(last.withLock { $0 } == result.progress)
                #expect(result.progress.done == 3000 && result.progress.total == 3000)
                let kinds: [(NarInfoServer.Behaviour, PopularityProgress.Faults)] = [
                    (.missing, result.progress.missing), (.malformed, result.progress.malformed),
                    (.failing, result.progress.failed),
                ]
                for (kind, faults) in kinds {
                    let paths = server.entries.filter { $0.behaviour == kind }.map(\.path)
                    #expect(faults.count == paths.count)
                    #expect(faults.examples.count == 5)
                    #expect(faults.examples.allSatisfy { paths.contains($0.path) })
                }
            }
        }
    }

    /// Mostly good; some of each kind.
    private static func mixed(_ number: Int) -> NarInfoServer.Behaviour {
        switch number % 100 {
        case 3: .missing
        case 5: .malformed
        case 7: .busyOnce
        case 11: .cutOnce
        case 13: .slow
        case 17: number < 1000 ? .failing : .good
        default: .good
        }
    }

    @Test func `What was read is not asked for again; what was missing is`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 500, behaviour: { $0 % 50 == 0 ? .missing : .good }) { server in
                let first = try await server.counter(folder).run("test") { _ in }
                #expect(server.requests == 500)
                let second = try await server.counter(folder).run("test") { _ in }
                #expect(server.requests == 510)
                #expect(second.counts == first.counts)
                #expect(second.progress.done == 500 && second.progress.asked == 10)
            }
        }
    }

    @Test func `What was read before cancelling is kept`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 500) { server in
                let counter = try server.counter(folder, concurrency: 4)
                let task = Task { try await counter.run("test") { if $0.asked == 100 { cancelThisTask() } } }
                await #expect(throws: CancellationError.self) { _ = try await task.value }
                let before = server.requests
                #expect((100..<500).contains(before))
                let result = try await counter.run("test") { _ in }
                #expect(result.counts == server.counts)
                // Those on their way when it was cancelled are asked for twice.
                #expect(server.requests <= 500 + 4)
            }
        }
    }

    @Test(arguments: [NarInfoServer.Behaviour.missing, .malformed, .failing])
    func `More than half of them unknown is an error that says so`(kind: NarInfoServer.Behaviour) async throws {
        try await withTemporaryFolder { folder in
            let bad: (Int) -> NarInfoServer.Behaviour = { $0 % 5 < 3 ? kind : .good }
            try await NarInfoServer.run(folder, count: 10, behaviour: bad) { server in
                let error = await #expect(throws: PopularityError.self) {
                    _ = try await server.counter(folder).run("test") { _ in }
                }
                #expect(error?.description.hasPrefix("6 of 10 narinfos are missing or malformed") == true)
            }
        }
    }

    @Test func `A binary cache that is down ends the count early, and says how to go on`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 300, behaviour: { _ in .failing }) { server in
                let error = await #expect(throws: PopularityError.self) {
                    _ = try await server.counter(folder).run("test") { _ in }
                }
                #expect(error?.description.contains("the server answered 500") == true)
                #expect(error?.description.contains("the same command goes on from there") == true)
                #expect(server.asked < 300)
            }
        }
    }

    /// What may be asked for, and a part of what is said.
    static let wrongChannels = [
        // A channel that is not there.
        ("other", "the channel does not exist"),
        ("no channel", "is neither the name of a channel"),
        // A commit has no list.
        (NarInfoServer.commit, "is no channel: give the name of one"),
        ("http://user:s3cret@127.0.0.1/x", "must not hold a user or password"),
    ]

    @Test(arguments: wrongChannels)
    func `What is no channel is refused`(channel: String, message: String) async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 1) { server in
                let error = await #expect(throws: (any Error).self) {
                    _ = try await server.counter(folder).run(channel) { _ in }
                }
                let text = error.map { "\($0)" } ?? ""
                #expect(text.contains(message))
                #expect(!text.contains("s3cret"))
            }
        }
    }

    @Test func `A folder of this machine can be a release, and another a binary cache`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 20) { server in
                try folder.appending("git-revision").write(NarInfoServer.commit)
                for entry in server.entries {
                    let bytes = try await Downloader.plain.get(
                        FetchAddress(server.server.url("/cache/\(entry.path.hash).narinfo")))
                    try folder.appending("mirror/\(entry.path.hash).narinfo").write(
                        String(decoding: bytes, as: UTF8.self))
                }
                server.server.stop()
                let counter = try server.counter(folder) { $0.binaryCache = "file://\(folder)/mirror" }
                #expect(try await counter.run("file://\(folder)") { _ in }.counts == server.counts)
            }
        }
    }
}

extension Downloader {
    fileprivate static var plain: Downloader {
        get throws {
            Downloader(
                limits: NetworkLimits(), caFile: nil, proxies: try ProxyRules(configured: nil, environment: [:]))
        }
    }
}
