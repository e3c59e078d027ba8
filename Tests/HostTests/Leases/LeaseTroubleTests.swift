import Conformance
import Storage
import Testing

@testable import Host

/// Stores in trouble and leases that are lost: the work is done all the same.
@Suite struct LeaseTroubleTests {
    @Test func `a store that refuses leases fails no work`() async throws {
        let bench = LeaseBench()
        bench.store.fail(.replace, calls: 1 ... .max, with: .failed)
        #expect(try await bench.run("one") == "one")
        #expect(bench.history == [.failed])
    }

    @Test func `a store that stops answering who waits fails no work`() async throws {
        let bench = LeaseBench()
        try await LeaseBench.hold(bench.shared, "other")
        bench.store.fail(.readVersion, calls: 3 ... .max, with: .failed)
        #expect(try await bench.run("mine") == "mine")
        #expect(bench.history == [.waited, .failed])
        #expect(try await bench.lease() == "other", "nobody's lease is touched")
    }

    @Test func `the work's own error is no error of the lease`() async throws {
        let bench = LeaseBench()
        await #expect(throws: StorageError.self) {
            try await bench.run("one") { throw StorageError(.full, key: "a", cause: "of a test") }
        }
        #expect(bench.history == [.taken])
    }

    @Test func `a lease that another has taken over is lost, and stays the other's`() async throws {
        let memory = MemoryStore()
        let bench = LeaseBench(memory, whileWorking: { _ in try await LeaseBench.hold(memory, "other") })
        let result = try await bench.run("mine") {
            while !bench.history.contains(.lost) { try await Task.sleep(for: .milliseconds(1)) }
        }
        #expect(result == "mine")
        #expect(bench.history == [.taken, .lost])
        #expect(try await bench.lease() == "other")
    }

    /// A machine that stood still: others may have taken the lease over, so it is not removed.
    @Test func `a lease that was not renewed for its lifetime is not given up`() async throws {
        let bench = LeaseBench()
        _ = try await bench.run("mine") { bench.pass(LeaseBench.lifetime) }
        #expect(bench.history == [.taken, .lost])
        #expect(try await bench.lease() != nil)
    }

    @Test func `renewals that failed are followed by one that succeeds`() async throws {
        let done = Gate()
        let bench = LeaseBench(
            whileWorking: { time in
                if time > LeaseBench.lifetime * 2 { done.open() }
                await Task.yield()
            })
        bench.store.fail(.replace, calls: 2...3, with: .failed)
        _ = try await bench.run("one") { await done.wait() }
        #expect(bench.history == [.taken])
        #expect(try await bench.lease() == nil)
    }

    @Test func `a caller that leaves while it waits takes nothing`() async throws {
        let bench = LeaseBench(whileWaiting: { _ in try await Task.sleep(for: .seconds(3600)) })
        try await LeaseBench.hold(bench.shared, "other")
        let task = Task { try await bench.run("mine") }
        while bench.history.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await bench.lease() == "other")
    }

    @Test func `work that is cancelled gives its lease up`() async throws {
        let bench = LeaseBench()
        let task = Task { try await bench.run("mine") { try await Task.sleep(for: .seconds(3600)) } }
        while bench.history.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await bench.lease() == nil)
    }

    @Test func `while another's lease is waited for, the place in the queue is free`() async throws {
        let memory = MemoryStore()
        let queue = BuildQueue(limit: 1, places: 0)
        let bench = LeaseBench(
            memory,
            whileWaiting: { time in
                try await queue.run {}
                if time > .seconds(5) { try await LeaseBench.finish(memory, "theirs") }
            })
        try await LeaseBench.hold(memory, "other")
        let result = try await bench.keeper.run(
            LeaseBench.key, known: { try await LeaseBench.result(memory) }, place: { try await queue.run($0) },
            work: { "mine" })
        #expect(result == "theirs")
    }
}
