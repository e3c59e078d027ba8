import Conformance
import Storage
import Testing

@testable import Host

/// Processes that know each other by their leases only, each with a clock of its own.
@Suite struct LeaseKeeperTests {
    @Test func `work is done under a lease, which is given up at its end`() async throws {
        let bench = LeaseBench()
        let result = try await bench.run("one") {
            let lease = try await bench.shared.stat(LeaseBench.key)
            #expect(lease != nil)
        }
        #expect(result == "one")
        #expect(try await bench.lease() == nil)
        #expect(bench.history == [.taken])
    }

    @Test func `a lease is given up when the work fails, and the next one does it`() async throws {
        let bench = LeaseBench()
        await #expect(throws: LeaseTestError.self) { try await bench.run("one") { throw LeaseTestError() } }
        #expect(try await bench.lease() == nil)
        #expect(try await bench.run("two") == "two")
    }

    @Test func `who finds another at work waits for its result, however long that takes`() async throws {
        let memory = MemoryStore()
        let bench = LeaseBench(
            memory,
            whileWaiting: { time in
                if time > LeaseBench.lifetime * 10 {
                    try await LeaseBench.finish(memory, "theirs")
                } else {
                    try await LeaseBench.hold(memory, "other \(time)")
                }
            })
        try await LeaseBench.hold(memory, "other")
        #expect(try await bench.run("mine") == "theirs")
        #expect(bench.time > LeaseBench.lifetime * 10)
        #expect(bench.history == [.waited])
    }

    @Test func `when another gave up without a result, the next one does the work`() async throws {
        let memory = MemoryStore()
        let bench = LeaseBench(memory, whileWaiting: { _ in try await memory.delete(LeaseBench.key) })
        try await LeaseBench.hold(memory, "other")
        #expect(try await bench.run("mine") == "mine")
        #expect(bench.time < LeaseBench.lifetime)
        #expect(bench.history == [.waited, .taken])
    }

    /// The caller looked for it before.
    @Test func `what was done between looking and taking the lease is not done again`() async throws {
        let bench = LeaseBench()
        try await LeaseBench.finish(bench.shared, "theirs")
        #expect(try await bench.run("mine") == "theirs")
        #expect(bench.history == [.taken])
        #expect(try await bench.lease() == nil)
    }

    @Test func `a lease that does not change for its lifetime is taken over, and not before`() async throws {
        try await LeaseKeeperTests.takeOver(from: MemoryStore())
    }

    /// The bucket's clock is wrong, or that of this machine is.
    @Test(.requires("python3"), arguments: ["86400", "-86400"])
    func `what the wall clocks say does no harm`(_ skew: String) async throws {
        try await S3Server.run(["--skew=\(skew)"]) { server in
            var configuration = S3Configuration(bucket: S3Server.bucket)
            configuration.endpoint = server.endpoint
            try await LeaseKeeperTests.takeOver(
                from: try await S3Store(configuration, environment: S3Server.environment))
        }
    }

    /// A process that renewed its lease once after it was seen first, and then died.
    private static func takeOver(from store: any ConditionalStore) async throws {
        let isRenewed = Shared(false)
        let bench = LeaseBench(
            store,
            whileWaiting: { time in
                guard time > LeaseBench.lifetime * 0.9, !isRenewed.withLock({ $0 }) else { return }
                isRenewed.withLock { $0 = true }
                try await LeaseBench.hold(store, "dead 2")
            })
        try await LeaseBench.hold(store, "dead 1")
        let began = Shared(Duration.zero)
        #expect(try await bench.run("mine") { began.withLock { $0 = bench.time } } == "mine")
        #expect(began.withLock { $0 } >= LeaseBench.lifetime * 1.9)
        #expect(began.withLock { $0 } < LeaseBench.lifetime * 1.9 + .seconds(5))
        #expect(bench.history == [.waited, .takenOver])
        #expect(try await bench.lease() == nil)
    }

    @Test func `of many who find a dead one's lease one does the work`() async throws {
        let (memory, dead) = (MemoryStore(), "dead 7")
        let benches = (0..<8).map { _ in
            LeaseBench(
                memory,
                whileWaiting: { _ in
                    // No time passes while a living one is at work: it does not renew its lease.
                    repeat {
                        await Task.yield()
                    } while try await memory.readAll(LeaseBench.key).map { $0 != Array(dead.utf8) } ?? false
                })
        }
        try await LeaseBench.hold(memory, dead)
        let results = try await withThrowingTaskGroup(of: String.self) { group in
            for (index, bench) in benches.enumerated() { group.addTask { try await bench.run("\(index)") } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(results.count == 1)
        #expect(benches.map { bench in bench.history.count { $0 == .takenOver } }.reduce(0, +) == 1)
    }

    /// What it holds is new each time, because a version may tell no more than that.
    @Test func `a lease is renewed three times in its lifetime as long as its work goes on`() async throws {
        let memory = MemoryStore()
        let contents = Shared<[[UInt8]?]>([])
        let done = Gate()
        let bench = LeaseBench(
            memory,
            whileWorking: { time in
                let found = try await memory.readAll(LeaseBench.key)
                contents.withLock { $0.append(found) }
                if time >= LeaseBench.lifetime * 3 { done.open() }
                await Task.yield()
            })
        _ = try await bench.run("one") { await done.wait() }
        let seen = contents.withLock { $0 }
        #expect(seen.count >= 9 && !seen.contains(nil))
        #expect(Set(seen).count == seen.count)
        #expect(bench.history == [.taken])
    }
}

/// What work fails with.
struct LeaseTestError: Error {}
