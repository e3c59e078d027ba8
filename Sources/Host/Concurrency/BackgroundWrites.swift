import Synchronization

/// Small writes beside the requests that cause them: nobody waits for them.
final class BackgroundWrites: Sendable {
    private struct State {
        var last = 0
        var pending: [Int: Task<Void, Never>] = [:]
    }

    private let state = Mutex(State())
    /// A store that answers too slowly loses writes, not memory.
    private static let limit = 64

    /// Begins a write.
    ///
    /// - Returns: false when too many are under way; it is not done then.
    func begin(_ write: @escaping @Sendable () async -> Void) -> Bool {
        state.withLock { state in
            guard state.pending.count < Self.limit else { return false }
            state.last += 1
            let number = state.last
            state.pending[number] = Task {
                await write()
                _ = self.state.withLock { $0.pending.removeValue(forKey: number) }
            }
            return true
        }
    }

    /// Waits for what is under way, and cancels what takes longer than the limit.
    func finish(within limit: Duration = .seconds(10)) async {
        let pending = state.withLock { Array($0.pending.values) }
        let clock = Task {
            // Cancelled once there is nothing to wait for.
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            for write in pending { write.cancel() }
        }
        for write in pending { await write.value }
        clock.cancel()
    }
}
