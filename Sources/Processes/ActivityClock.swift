import Synchronization

/// Watches that a process goes on within its limits.
final class ActivityClock: Sendable {
    private let limits: ProcessLimits
    private let start = ContinuousClock.now
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(_ limits: ProcessLimits) {
        self.limits = limits
    }

    /// The first output shortens the wait from ``ProcessLimits/firstOutput`` to ``ProcessLimits/silence``: looked for so often.
    private var step: Duration {
        guard let silence = limits.silence, last.withLock({ $0 }) == nil else { return limits.total }
        return max(silence / 10, .milliseconds(10))
    }

    /// The process printed something.
    func tick() { last.withLock { $0 = ContinuousClock.now } }

    /// Returns when a limit is reached.
    ///
    /// - Throws: `CancellationError`.
    func wait() async throws -> ProcessResult.Limit {
        while true {
            let (limit, deadline) = next()
            guard deadline > .now else { return limit }
            try await Task.sleep(until: min(deadline, .now + step), clock: .continuous)
        }
    }

    /// The limit that is reached first when nothing happens any more.
    private func next() -> (ProcessResult.Limit, ContinuousClock.Instant) {
        let end = start + limits.total
        let pause: (ProcessResult.Limit, ContinuousClock.Instant)? =
            if let last = last.withLock({ $0 }) {
                limits.silence.map { (.silence, last + $0) }
            } else {
                limits.firstOutput.map { (.firstOutput, start + $0) }
            }
        guard let pause, pause.1 < end else { return (.total, end) }
        return pause
    }
}
