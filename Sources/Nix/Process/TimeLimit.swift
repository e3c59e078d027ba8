/// Work was not done in time and has been cancelled.
struct TimeLimitExceeded: Error {}

/// Runs `body` and cancels it after `limit`.
///
/// - Throws: ``TimeLimitExceeded`` once the cancelled work has ended; otherwise what `body` throws.
func withTimeLimit<R: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> R) async throws -> R {
    try await withThrowingTaskGroup(of: R?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        // Two tasks were added, so the first result exists.
        if let first = try await group.next(), let value = first { return value }
        group.cancelAll()
        // How the cancelled work ended does not matter any more, but it must have ended.
        _ = await group.nextResult()
        throw TimeLimitExceeded()
    }
}
