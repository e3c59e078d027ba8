import Synchronization

/// Work on many items side by side, so many at once.
enum BoundedTasks {
    /// What hides the latency of a bucket and does not drown a disk.
    static let limit = 16

    /// Runs `work` on every item of a stream; the first error ends it.
    ///
    /// - Returns: how many there were.
    @discardableResult
    static func forEach<Items: AsyncSequence>(
        _ items: Items, _ work: @escaping @Sendable (Items.Element) async throws -> Void
    ) async throws -> Int where Items.Element: Sendable {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var count = 0
            for try await item in items {
                if count >= limit { try await group.next() }
                count += 1
                group.addTask { try await work(item) }
            }
            try await group.waitForAll()
            return count
        }
    }

    /// Runs `work` on every item of a stream, and hands the results to `take` one after the other, in the order of the items.
    static func inOrder<Items: AsyncSequence, Result: Sendable>(
        _ items: Items, _ work: @escaping @Sendable (Items.Element) async throws -> Result,
        take: (Result) async throws -> Void
    ) async throws where Items.Element: Sendable {
        try await withThrowingTaskGroup(of: (number: Int, result: Result).self) { group in
            var (begun, taken) = (0, 0)
            var waiting: [Int: Result] = [:]
            func takeNext() async throws {
                guard let (number, result) = try await group.next() else { return }
                waiting[number] = result
                while let result = waiting.removeValue(forKey: taken) {
                    taken += 1
                    try await take(result)
                }
            }
            for try await item in items {
                // What waits for its turn counts as well.
                while begun - taken >= limit { try await takeNext() }
                group.addTask { [begun] in (begun, try await work(item)) }
                begun += 1
            }
            while taken < begun { try await takeNext() }
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
