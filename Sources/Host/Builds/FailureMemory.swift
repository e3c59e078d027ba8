import Synchronization

/// Remembers failed builds for a while, so that a broken package is not built again at every request: twice as
/// long at each further failure, up to a limit. In memory only: a restart is a fair reason to try again.
final class FailureMemory<Failure: Error>: Sendable {
    private struct Entry {
        let failure: Failure
        let delay: Duration
        let until: ContinuousClock.Instant
    }

    private let first: Duration
    private let longest: Duration
    private static var limit: Int { 10_000 }

    private let entries = Mutex<[String: Entry]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        first: Duration = .seconds(60), longest: Duration = .seconds(3600),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.first = first
        self.longest = longest
        self.now = now
    }

    /// The failure to repeat for this subject, nil when it should be tried (again).
    func failure(of subject: String) -> Failure? {
        entries.withLock { entries in
            guard let entry = entries[subject], now() < entry.until else { return nil }
            return entry.failure
        }
    }

    /// Failures that end while one is remembered count as that one: images that want the same package are built at once.
    func remember(_ failure: Failure, of subject: String) {
        entries.withLock { entries in
            if let entry = entries[subject], now() < entry.until { return }
            if entries.count >= Self.limit { entries = entries.filter { now() < $0.value.until } }
            guard entries.count < Self.limit else { return }
            let delay = entries[subject].map { min($0.delay * 2, longest) } ?? first
            entries[subject] = Entry(failure: failure, delay: delay, until: now() + delay)
        }
    }

    func forget(_ subject: String) {
        entries.withLock { $0[subject] = nil }
    }
}
