import Glibc
import Synchronization

/// How long a stand-in takes for each answer, and how many of its answers waited for each other.
final class ServerPace: Sendable {
    private let state = Mutex((delay: 0.0, rounds: 0, end: ContinuousClock.now))

    /// Makes every answer take so long.
    func delay(seconds: Double) { state.withLock { $0.delay = seconds } }

    /// How many requests came one after the other at least since this was asked last, each when the one before was answered;
    /// requests side by side are one.
    func takeRounds() -> Int {
        state.withLock { state in
            defer { state.rounds = 0 }
            return state.rounds
        }
    }

    /// Answers one request, on a thread that may wait.
    func answer<Reply>(_ work: () -> Reply) -> Reply {
        let begin = ContinuousClock.now
        usleep(UInt32(state.withLock { $0.delay } * 1_000_000))
        defer {
            state.withLock { state in
                if begin >= state.end { (state.rounds, state.end) = (state.rounds + 1, .now) }
            }
        }
        return work()
    }
}
