import Synchronization
import Testing

@testable import Processes

struct ProcessLimiterTests {
    @Test func `No more tasks than places are inside`() async throws {
        let limiter = ProcessLimiter(3)
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await limiter.withPlace {
                        inside.add(1)
                        for _ in 0..<5 { await Task.yield() }
                        inside.add(-1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.now == 0)
        #expect((1...3).contains(inside.most))
    }

    @Test func `A cancelled task leaves the queue, and its place is not lost`() async throws {
        let limiter = ProcessLimiter(1)
        try await limiter.withPlace { () async throws in
            let waiting = Task { try await limiter.withPlace {} }
            await Task.yield()
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        #expect(try await limiter.withPlace { 5 } == 5)
    }

    @Test func `A place is given back when the work throws`() async throws {
        struct Failed: Error {}
        let limiter = ProcessLimiter(1)
        await #expect(throws: Failed.self) { try await limiter.withPlace { throw Failed() } }
        #expect(try await limiter.withPlace { 5 } == 5)
    }
}

/// How many are inside, and how many there were at most.
private final class Counter: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var now: Int { state.withLock { $0.now } }
    var most: Int { state.withLock { $0.most } }

    func add(_ change: Int) {
        state.withLock {
            $0.now += change
            $0.most = max($0.most, $0.now)
        }
    }
}
