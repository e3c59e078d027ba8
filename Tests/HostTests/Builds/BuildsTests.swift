import OCI
import Testing

@testable import Host

private struct Failure: Error, Equatable {
    let number: Int
}

@Suite struct SingleFlightTests {
    @Test func oneWorkForAllWhoAsk() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let runs = Shared(0)
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await flights.run("key") {
                        runs.withLock { $0 += 1 }
                        await gate.wait()
                        return 7
                    }
                }
            }
            while flights.waiting(for: "key") < 50 { await Task.yield() }
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 7, count: 50))
        #expect(runs.withLock { $0 } == 1)
    }

    @Test func aCallerThatLeavesDoesNotStopTheWork() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let done = Gate()
        let caller = Task {
            try await flights.run("key") {
                await gate.wait()
                try Task.checkCancellation()
                done.open()
                return 1
            }
        }
        while !flights.isFlying("key") { await Task.yield() }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        gate.open()
        await done.wait()
    }

    @Test func cancellingAllStopsTheWorkAndAnswersItsCallers() async throws {
        let flights = SingleFlight<String, Int>()
        let caller = Task {
            try await flights.run("key") {
                try await Task.sleep(for: .seconds(3600))
                return 1
            }
        }
        while !flights.isFlying("key") { await Task.yield() }
        await flights.cancelAll()
        #expect(!flights.isFlying("key"))
        await #expect(throws: CancellationError.self) { try await caller.value }
    }

    @Test func workThatNobodyWaitsForIsCancelledWhereAskedFor() async throws {
        let flights = SingleFlight<String, Int>(stopsWhenAbandoned: true)
        let (started, cancelled) = (Gate(), Gate())
        let caller = Task {
            try await flights.run("key") {
                started.open()
                try? await Task.sleep(for: .seconds(3600))  // Ends when cancelled.
                cancelled.open()
                return 1
            }
        }
        await started.wait()
        caller.cancel()
        await cancelled.wait()
        await #expect(throws: CancellationError.self) { try await caller.value }
        #expect(try await flights.run("key") { 2 } == 2)
    }

    @Test func failuresReachAllAndAreNotKept() async throws {
        let flights = SingleFlight<String, Int>()
        await #expect(throws: Failure(number: 1)) { try await flights.run("key") { throw Failure(number: 1) } }
        #expect(try await flights.run("key") { 2 } == 2)
    }
}

@Suite struct BuildQueueTests {
    @Test func admitsAsManyAsItMayAndRefusesWhatDoesNotFit() async throws {
        let queue = BuildQueue(limit: 2, places: 1)
        let gate = Gate()
        let started = Shared(0)
        let work: @Sendable () async throws -> Void = {
            try await queue.run {
                started.withLock { $0 += 1 }
                await gate.wait()
            }
        }
        let tasks = (0..<10).map { _ in Task { try await work() } }
        let results = Shared<[Bool]>([])
        await withTaskGroup(of: Void.self) { group in
            for task in tasks {
                group.addTask {
                    do {
                        try await task.value
                        results.withLock { $0.append(true) }
                    } catch {
                        #expect((error as? RegistryError)?.code == .unavailable)
                        #expect((error as? RegistryError)?.retryAfter != nil)
                        results.withLock { $0.append(false) }
                    }
                }
            }
            while results.withLock({ $0.count }) < 7 || started.withLock({ $0 }) < 2 { await Task.yield() }
            #expect(started.withLock { $0 } == 2)
            gate.open()
        }
        #expect(results.withLock { $0.count(where: \.self) } == 3)
    }
}

@Suite struct FailureMemoryTests {
    @Test func remembersLongerAtEachFailureAndForgets() {
        let clock = Shared(ContinuousClock.now)
        let memory = FailureMemory<Failure>(now: { clock.withLock { $0 } })
        #expect(memory.failure(of: "a") == nil)
        for seconds in [60, 120, 240, 480, 960, 1920, 3600, 3600] {
            memory.remember(Failure(number: seconds), of: "a")
            clock.withLock { $0 += .seconds(seconds - 1) }
            #expect(memory.failure(of: "a") == Failure(number: seconds))
            clock.withLock { $0 += .seconds(2) }
            #expect(memory.failure(of: "a") == nil)
        }
        memory.remember(Failure(number: 1), of: "b")
        memory.remember(Failure(number: 2), of: "b")
        #expect(memory.failure(of: "b") == Failure(number: 1))
        clock.withLock { $0 += .seconds(61) }
        #expect(memory.failure(of: "b") == nil, "two at the same time count as one")
        memory.forget("a")
        memory.remember(Failure(number: 1), of: "a")
        clock.withLock { $0 += .seconds(61) }
        #expect(memory.failure(of: "a") == nil, "a success starts over")
    }
}
