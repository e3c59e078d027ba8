/// How leases tell the time: by a clock of this process that nobody sets, so that what time it is does not matter.
struct LeaseTime: Sendable {
    /// How long a lease is believed in after it was last written.
    let lifetime: Duration
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Between two renewals: two of them may fail.
    var renewal: Duration { lifetime / 3 }

    /// Between two looks at another's lease, at first.
    static let firstPause = Duration.milliseconds(100)
    /// The most that a look waits for the next.
    private var longestPause: Duration { max(Self.firstPause, min(.seconds(1), lifetime / 5)) }

    func pause(after last: Duration) -> Duration { min(last * 1.5, longestPause) }
}
