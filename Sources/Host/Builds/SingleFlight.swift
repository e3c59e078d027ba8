import Synchronization

/// Runs one piece of work per key at a time; who asks meanwhile waits for the same result.
///
/// The work is a task of its own: a caller that gives up does not stop it. It must look for an earlier result first,
/// since a flight may have ended between a caller's own look-up and its call.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Mutex<[Key: Task<Value, any Error>]>([:])

    func run(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await flight(key, work).value
    }

    private func flight(_ key: Key, _ work: @escaping @Sendable () async throws -> Value) -> Task<Value, any Error> {
        flights.withLock { flights in
            if let flight = flights[key] { return flight }
            let flight = Task {
                defer { self.flights.withLock { $0[key] = nil } }
                return try await work()
            }
            flights[key] = flight
            return flight
        }
    }
}
