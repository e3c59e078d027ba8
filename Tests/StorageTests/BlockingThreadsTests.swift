import Glibc
import Synchronization
import Testing

@testable import Storage

@Suite struct BlockingThreadsTests {
    /// Counts how many run at once.
    private final class Gauge: Sendable {
        private let counts = Mutex((now: 0, most: 0, all: 0))

        func run() {
            counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
            usleep(2000)
            counts.withLock { $0.now -= 1 }
        }

        var most: Int { counts.withLock { $0.most } }
        var all: Int { counts.withLock { $0.all } }
    }

    @Test func runsEverythingAndNeverMoreAtOnceThanItsLimit() async {
        let (threads, gauge) = (BlockingThreads(limit: 3), Gauge())
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { await threads.run { gauge.run() } } }
        }
        #expect(gauge.all == 200)
        #expect((1...3).contains(gauge.most))
    }

    @Test func handsBackValuesAndErrors() async throws {
        let threads = BlockingThreads(limit: 1)
        #expect(await threads.run { 42 } == 42)
        await expect(.full) {
            try await threads.run { () throws(StorageError) in throw StorageError(.full, key: "", cause: "") }
        }
    }
    @Test func holdsNothingOfWorkThatHasEnded() async {
        let threads = BlockingThreads(limit: 2)
        for _ in 0..<2000 {
            let token = await Self.runWithToken(threads)
            #expect(token.object == nil)
        }
    }

    private final class Token: Sendable {}

    private struct Weak {
        weak var object: Token?
    }

    /// Only the work and its result hold the token.
    private static func runWithToken(_ threads: BlockingThreads) async -> Weak {
        let token = Token()
        _ = await threads.run { token }
        return Weak(object: token)
    }
}
