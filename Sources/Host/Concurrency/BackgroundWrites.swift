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

    /// Waits for what is under way.
    func finish() async {
        for write in state.withLock({ Array($0.pending.values) }) { await write.value }
    }
}
