import Conformance
import OCI
import Storage
import Testing

import struct OCI.Tag

@testable import Host

/// What is remembered of a remote's tags, and for how long.
struct TagMemoryTests {
    private let remote = FakeRemote()
    private let clock = TestClock()
    private let store = FaultyStore(MemoryStore())
    private let log = LogRecorder()

    private func memory(
        fresh: Duration = .seconds(60), stale: Duration = .seconds(3600), store: (any ObjectStore)? = nil,
        remote: FakeRemote? = nil
    ) -> TagMemory<FakeRemote> {
        TagMemory(
            remote ?? self.remote, lifetimes: TagLifetimes(fresh: fresh, stale: stale), store: store,
            logger: log.logger, clock: clock.now)
    }

    private func resolve(_ memory: TagMemory<FakeRemote>, _ tag: String = "v1") async throws -> PinnedPackages {
        try await memory.resolve(Tag(tag), logger: log.logger)
    }

    private func error(_ memory: TagMemory<FakeRemote>, _ tag: String = "v1") async throws -> SourceError? {
        await #expect(throws: SourceError.self) { try await resolve(memory, tag) }
    }

    @Test func `A fresh answer asks neither the remote nor the store`() async throws {
        let memory = memory(store: store)
        #expect(try await resolve(memory).revision == "one")
        let reads = store.keys(.read).count
        remote.set("v1", to: SourcePin(content: "two"))
        clock.turn(by: 59)
        #expect(try await resolve(memory).revision == "one")
        #expect(remote.questions == 1)
        #expect(store.keys(.read).count == reads)
        clock.turn(by: 1)
        #expect(try await resolve(memory).revision == "two", "a tag that moves is seen within the cache time")
    }

    @Test(arguments: [false, true])
    func `A pin that is fixed is never asked for again; one that nobody checked is not written down`(
        isUnchecked: Bool
    ) async throws {
        remote.set("v1", to: SourcePin(content: "one", isFixed: true, isUnchecked: isUnchecked))
        let memory = memory(store: store)
        _ = try await resolve(memory)
        clock.turn(by: 1e9)
        remote.fail(with: .unavailable("away"))
        let pinned = try await resolve(memory)
        #expect(pinned.revision == "one" && pinned.warning == nil)
        #expect(remote.questions == 1)
        #expect(store.keys(.put).isEmpty == isUnchecked, "anybody can ask for any number of commits")
        remote.fail(with: nil)
        #expect(try await resolve(self.memory(store: store)).revision == "one")
        #expect(remote.questions == (isUnchecked ? 2 : 1), "what is not written down another process asks for itself")
    }

    @Test func `Replicas use each other's answers, also after they were their own`() async throws {
        let (first, second) = (memory(store: store), memory(store: store))
        _ = try await resolve(first)
        #expect(try await resolve(second).revision == "one")
        #expect(remote.questions == 1)
        clock.turn(by: 61)
        remote.set("v1", to: SourcePin(content: "two", display: "shown", time: 5, details: ["a": "b"]))
        #expect(try await resolve(second).revision == "two")
        let pinned = try await resolve(first)
        #expect(pinned.revision == "two" && pinned.displayRevision == "shown" && pinned.time == 5)
        #expect(remote.questions == 2)
    }

    @Test func `Remotes of other identity do not meet in the store`() async throws {
        _ = try await resolve(memory(store: store))
        var other = FakeRemote()
        other.identity = ["fak", "eone"]
        other.set("v1", to: SourcePin(content: "other"))
        #expect(try await resolve(memory(store: store, remote: other)).revision == "other")
        for key in store.keys(.put) { #expect(!key.contains("v1") && !key.contains("fake"), "only hashes are keys") }
    }

    @Test func `An answer from the future is old`() async throws {
        let memory = memory(store: store)
        _ = try await resolve(memory)
        remote.set("v1", to: SourcePin(content: "two"))
        clock.turn(by: -5)
        #expect(try await resolve(memory).revision == "two")
        clock.turn(by: -5)
        remote.fail(with: .unavailable("away"))
        #expect(try await error(self.memory(store: store)) == .unavailable("away"), "nobody knows how old it is")
    }

    @Test func `An unknown tag is no trouble of the remote, and forgotten everywhere`() async throws {
        let memory = memory(store: store)
        _ = try await resolve(memory)
        remote.set("v1", to: nil)
        clock.turn(by: 60)
        let unknown = SourceError.unknownTag(try Tag("v1"), near: [])
        #expect(try await error(memory) == unknown)
        remote.fail(with: .unavailable("away"))
        #expect(try await error(memory) == .unavailable("away"))
        #expect(try await error(self.memory(store: store)) == .unavailable("away"))
        remote.fail(with: nil)
        remote.set("v1", to: SourcePin(content: "back"))
        clock.turn(by: 10)
        #expect(try await resolve(memory).revision == "back")
    }

    /// Seconds since the answer, and how the warning says it.
    @Test(arguments: [
        (61.0, "1 minute"), (3599, "59 minutes"), (7200, "2 hours"), (86_399, "23 hours"), (200_000, "2 days"),
    ])
    func `An old answer serves with a warning while the remote is away`(_ age: Double, _ text: String) async throws {
        let memory = memory(stale: .seconds(1_000_000))
        _ = try await resolve(memory)
        clock.turn(by: age)
        remote.fail(with: .unavailable("the server does not answer"))
        let pinned = try await resolve(memory)
        #expect(pinned.revision == "one")
        #expect(pinned.warning == "the server does not answer; 'v1' is what it was \(text) ago")
        remote.fail(with: nil)
        clock.turn(by: 10)
        #expect(try await resolve(memory).warning == nil)
    }

    @Test func `A new replica serves the answer of another one while the remote is away`() async throws {
        _ = try await resolve(memory(store: store))
        clock.turn(by: 100)
        remote.fail(with: .unavailable("away"))
        let pinned = try await resolve(memory(store: store))
        #expect(pinned.revision == "one" && pinned.warning != nil)
    }

    @Test func `An answer that is too old, or none, is an error`() async throws {
        let memory = memory(store: store)
        _ = try await resolve(memory)
        remote.fail(with: .unavailable("away"))
        clock.turn(by: 3599)
        #expect(try await resolve(memory).revision == "one")
        clock.turn(by: 1)
        #expect(try await error(memory) == .unavailable("away"), "also while the remote is left alone")
        clock.turn(by: 10)
        #expect(try await error(memory) == .unavailable("away"))
        #expect(try await error(memory, "v2") == .unavailable("away"))
    }

    @Test func `A remote that is away is asked every ten seconds and told of every minute`() async throws {
        let memory = memory(store: store)
        _ = try await resolve(memory)
        _ = try? await resolve(memory, "v2")  // It is not known.
        clock.turn(by: 60)
        remote.fail(with: .unavailable("away"))
        let before = remote.questions
        for _ in 0..<130 {
            #expect(try await resolve(memory).warning != nil)
            clock.turn(by: 1)
        }
        #expect(remote.questions - before == 13)
        #expect(log.lines.count { $0.contains("its last answer is used") } == 3)
        #expect(try await error(memory, "v2") == .unavailable("away"))
        #expect(try await error(memory, "v2") == .unavailable("away"))
        #expect(remote.questions - before == 14, "nor for a tag without an answer")
    }

    @Test func `A configuration that never worked is told at once, and asked again each time`() async throws {
        let memory = memory(store: store)
        remote.fail(with: .misconfigured("no such file"))
        #expect(try await error(memory) == .misconfigured("no such file"))
        #expect(try await error(memory) == .misconfigured("no such file"))
        #expect(remote.questions == 2)
        remote.fail(with: nil)
        #expect(try await resolve(memory).warning == nil)
    }

    @Test func `A configuration that worked serves its last answer while it does not`() async throws {
        let memory = memory(store: store)
        _ = try await resolve(memory)
        clock.turn(by: 120)
        remote.fail(with: .misconfigured("nothing is at secret.example"))
        let warning =
            "the package source cannot be used; the registry's log says why; 'v1' is what it was 2 minutes ago"
        for replica in [memory, self.memory(store: store)] {
            let pinned = try await resolve(replica)
            #expect(pinned.revision == "one" && pinned.warning == warning)
        }
        #expect(log.lines.contains { $0.contains("its last answer is used") && $0.contains("secret.example") })
        let before = remote.questions
        #expect(try await resolve(memory).warning == warning)
        #expect(remote.questions == before, "it is left alone")
        clock.turn(by: 3479)
        #expect(try await resolve(memory).warning != nil)
        clock.turn(by: 1)
        #expect(try await error(memory) == .misconfigured("nothing is at secret.example"), "also while left alone")
        clock.turn(by: 10)
        #expect(try await error(memory) == .misconfigured("nothing is at secret.example"))
        remote.fail(with: nil)
        #expect(try await resolve(memory).warning == nil)
    }

    @Test func `A store that fails costs a question and nothing else`() async throws {
        store.fail(.read, calls: 1...100, with: .failed)
        store.fail(.put, calls: 1...100, with: .full)
        store.fail(.delete, calls: 1...100, with: .failed)
        #expect(try await resolve(memory(store: store)).revision == "one")
        #expect(try await resolve(memory(store: store)).revision == "one")
        #expect(try await error(memory(store: store), "v2") == .unknownTag(try Tag("v2"), near: ["v1"]))
        #expect(remote.questions == 3)
        #expect(log.lines.contains { $0.contains("could not be written") })
    }

    @Test func `Many callers ask once, and those who leave stop nobody`() async throws {
        let gate = Gate()
        remote.state.withLock { $0.gate = gate }
        let memory = memory()
        let leaving = Task { try await resolve(memory) }
        while remote.questions == 0 { await Task.yield() }
        let staying = (0..<10).map { _ in Task { try await resolve(memory).revision } }
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
        gate.open()
        for task in staying { #expect(try await task.value == "one") }
        #expect(remote.questions == 1)
    }

    @Test func `Questions under way end when the work is cancelled`() async throws {
        remote.state.withLock { $0.hangs = true }
        let memory = memory()
        let caller = Task { try await resolve(memory) }
        while remote.questions == 0 { await Task.yield() }
        await memory.cancelWork()
        await #expect(throws: CancellationError.self) { try await caller.value }
        remote.state.withLock { $0.hangs = false }
        #expect(try await resolve(memory).revision == "one")
    }

    @Test func `The list of tags is remembered likewise`() async throws {
        let memory = memory()
        let list = { try await memory.tags(logger: log.logger).map(\.value) }
        #expect(try await list() == ["v1"])
        remote.set("v2", to: SourcePin(content: "two"))
        #expect(try await list() == ["v1"])
        #expect(remote.questions == 1)
        clock.turn(by: 60)
        #expect(try await list() == ["v1", "v2"])
        clock.turn(by: 60)
        remote.fail(with: .unavailable("away"))
        #expect(try await list() == ["v1", "v2"])
        clock.turn(by: 3600)
        await #expect(throws: SourceError.unavailable("away")) { try await list() }
    }
}
