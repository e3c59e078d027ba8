import Synchronization

/// A value that the tries of one request use: what the service refuses is forgotten, and not what took its place meanwhile.
final class UsedValue<Value: Sendable & Equatable>: Sendable {
    private let source: FreshValue<Value>
    private let last = Mutex<Value?>(nil)

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
}
