import OCI
import Synchronization

/// Admits builds: so many at once, so many waiting; one more is told to come back later.
final class BuildQueue: Sendable {
    private struct State {
        var running = 0
        var waiting: [CheckedContinuation<Void, any Error>] = []
    }

    private let limit: Int
    private let places: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: builds at once.
    ///   - places: builds that may wait for their turn.
    init(limit: Int, places: Int) {
        self.limit = limit
        self.places = places
    }

    /// - Throws: ``RegistryError`` with `UNAVAILABLE` when the queue is full, else what `work` throws.
    func run<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { enter($0) }
        defer { leave() }
        return try await work()
    }

    private func enter(_ continuation: CheckedContinuation<Void, any Error>) {
        let answer = state.withLock { state -> Result<Void, any Error>? in
            if state.running < limit {
                state.running += 1
                return .success(())
            }
            guard state.waiting.count < places else {
                return .failure(
                    RegistryError(.unavailable, "too many images are being built; try again soon", retryAfter: 15))
            }
            state.waiting.append(continuation)
            return nil
        }
        if let answer { continuation.resume(with: answer) }
    }

    /// Hands the place to the longest waiting build, if there is one.
    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
        next?.resume()
    }
}
