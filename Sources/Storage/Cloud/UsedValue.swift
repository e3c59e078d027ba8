import Synchronization

/// A value that the tries of one request use: what the service refuses is forgotten, and not what took its place meanwhile.
final class UsedValue<Value: Sendable & Equatable>: Sendable {
    private let source: FreshValue<Value>
    private let last = Mutex<Value?>(nil)
    private let isReplaced = Atomic(false)

    init(_ source: FreshValue<Value>) { self.source = source }

    /// For the next try.
    func value() async throws -> Value {
        let value = try await source.value()
        last.withLock { $0 = value }
        return value
    }

    /// The service refused the try before.
    func forget() async {
        if let refused = last.withLock({ $0 }) { await source.forget(refused) }
    }

    /// The service does not know what the try before used: once for each request it is looked for anew.
    ///
    /// - Returns: whether there is another value for the next try.
    func replace() async -> Bool {
        guard let refused = last.withLock({ $0 }), !isReplaced.exchange(true, ordering: .relaxed) else { return false }
        // Where nothing is found the service's own words are the better ones.
        return (try? await source.replace(refused)) ?? false
    }
}
