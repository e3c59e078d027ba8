import Synchronization

/// Work on many items side by side, so many at once.
enum BoundedTasks {
    /// What hides the latency of a bucket and does not drown a disk.
    static let limit = 16

    /// Runs `work` on every item of a stream; the first error ends it.
    static func forEach<Items: AsyncSequence>(
        _ items: Items, _ work: @escaping @Sendable (Items.Element) async throws -> Void
    ) async throws where Items.Element: Sendable {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for try await item in items {
                if running == limit { try await group.next() } else { running += 1 }
                group.addTask { try await work(item) }
            }
            try await group.waitForAll()
        }
    }

    /// The same with results, in no order.
    static func map<Items: AsyncSequence, Result: Sendable>(
        _ items: Items, _ work: @escaping @Sendable (Items.Element) async throws -> Result?
    ) async throws -> [Result] where Items.Element: Sendable {
        let results = Mutex<[Result]>([])
        try await forEach(items) { item in
            if let result = try await work(item) { results.withLock { $0.append(result) } }
        }
        return results.withLock { $0 }
    }

    /// The same for items in memory.
    static func map<Item: Sendable, Result: Sendable>(
        _ items: some Sequence<Item>, atOnce limit: Int = limit,
        _ work: @escaping @Sendable (Item) async throws -> Result?
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            var results: [Result] = []
            var running = 0
            for item in items {
                if running == limit {
                    if let result = try await group.next() ?? nil { results.append(result) }
                } else {
                    running += 1
                }
                group.addTask { try await work(item) }
            }
            for try await result in group { if let result { results.append(result) } }
            return results
        }
    }
}
