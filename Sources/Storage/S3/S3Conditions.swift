import Synchronization

/// Whether a service keeps `If-None-Match: *`, and what stands in for it where it does not.
final class S3Conditions: Sendable {
    private let isKept = Mutex(true)
    private let turns = KeyTurns()

    /// Until something else is known: yes.
    var areKept: Bool {
        get { isKept.withLock { $0 } }
        set { isKept.withLock { $0 = newValue } }
    }

    /// Runs work alone among those of this process on the same key.
    func inTurn<Value: Sendable>(_ key: ObjectKey, _ work: @Sendable () async throws -> Value) async throws -> Value {
        await turns.enter(key)
        do {
            let value = try await work()
            await turns.leave(key)
            return value
        } catch {
            await turns.leave(key)
            throw error
        }
    }
}

/// Lets one task at a time into each key, in the order they came.
actor KeyTurns {
    /// Who waits behind the one that is in.
    private var waiting: [ObjectKey: [CheckedContinuation<Void, Never>]] = [:]

    func enter(_ key: ObjectKey) async {
        guard waiting[key] != nil else {
            waiting[key] = []
            return
        }
        await withCheckedContinuation { waiting[key, default: []].append($0) }
    }

    func leave(_ key: ObjectKey) {
        if let next = waiting[key]?.first {
            waiting[key]?.removeFirst()
            next.resume()
        } else {
            waiting[key] = nil
        }
    }
}
