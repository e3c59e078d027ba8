import Synchronization

/// A clock that a test turns, in seconds since the epoch.
final class TestClock: Sendable {
    private let time = Mutex(1_700_000_000.0)

    var now: @Sendable () -> Double { { self.time.withLock { $0 } } }

    func turn(by seconds: Double) { time.withLock { $0 += seconds } }
}
