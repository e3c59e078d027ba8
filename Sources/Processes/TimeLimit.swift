/// Runs `body` and cancels it when a limit of the clock is reached.
///
/// - Throws: ``TimeLimitExceeded`` once the cancelled work has ended; otherwise what `body` throws.
func withLimits<R: Sendable>(
    _ clock: ActivityClock, _ body: @escaping @Sendable () async throws -> R
) async throws -> R {
    try await withThrowingTaskGroup(of: Raced<R>.self) { group in
        group.addTask { .value(try await body()) }
        group.addTask { .limit(try await clock.wait()) }
        defer { group.cancelAll() }
        // Two tasks were added, so the first result exists.
        guard let first = try await group.next() else { throw CancellationError() }
        switch first {
        case .value(let value): return value
        case .limit(let limit):
            group.cancelAll()
            // How the cancelled work ended does not matter any more, but it must have ended.
            _ = await group.nextResult()
            throw TimeLimitExceeded(limit: limit)
        }
    }
}

/// Work was not done in time and has been cancelled.
struct TimeLimitExceeded: Error {
    let limit: ProcessResult.Limit
}

private enum Raced<R: Sendable>: Sendable {
    case value(R)
    case limit(ProcessResult.Limit)
}
