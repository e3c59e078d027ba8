import Synchronization

/// How often a long command says how far it is.
final class ProgressPace: Sendable {
    private let interval: Duration
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter interval: between two lines.
    init(interval: Duration) { self.interval = interval }

    /// Often for a person who watches, else so that a log stays short.
    static func ofProcess() -> ProgressPace {
        ProgressPace(interval: Terminal.isInteractive ? .milliseconds(200) : .seconds(10))
    }

    /// Whether it is time for another line; who is told so writes one.
    func isDue() -> Bool {
        let now = ContinuousClock.now
        return last.withLock { last in
            if let last, last.duration(to: now) < interval { return false }
            last = now
            return true
        }
    }
}
