import Synchronization

/// Elements that are made as they are asked for; can be iterated once.
///
/// When the task that iterates is cancelled, it throws `CancellationError`: what was iterated to its end is complete. (The standard
/// library's `AsyncThrowingStream` ends silently instead.)
public struct ObjectStream<Element: Sendable>: AsyncSequence, Sendable {
    private let make: @Sendable () async throws -> Element?

    /// - Parameter make: gives the next element, nil after the last one. Called once at a time.
    public init(_ make: @escaping @Sendable () async throws -> Element?) { self.make = make }

    /// Elements that are there already.
    public init(_ elements: [Element]) {
        let left = Mutex(elements[...])
        self.init { left.withLock { $0.popFirst() } }
    }

    /// No elements.
    public static var empty: ObjectStream { ObjectStream { nil } }

    public func makeAsyncIterator() -> Iterator { Iterator(make: make) }

    public struct Iterator: AsyncIteratorProtocol, Sendable {
        fileprivate let make: @Sendable () async throws -> Element?

        public mutating func next() async throws -> Element? {
            try Task.checkCancellation()
            let element = try await make()
            if element == nil { try Task.checkCancellation() }
            return element
        }
    }
}
