/// Runs `body`, and cancels it when it takes too long.
///
/// - Throws: `error` once the cancelled work has ended; otherwise what `body` throws.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration, _ error: some Error, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        // Two tasks were added, so there is a first; nothing is the clock's.
        guard let value = try await group.next() ?? nil else { throw error }
        return value
    }
}
