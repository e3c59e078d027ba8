import Synchronization

/// Work in the background, one piece after the other.
final class SerialTasks: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Starts `work` when everything added before has ended.
    func add(_ work: @escaping @Sendable () async -> Void) {
        last.withLock { last in
            last = Task { [before = last] in
                await before?.value
                await work()
            }
        }
    }

    /// Waits for the end of everything added so far.
    func wait() async { await last.withLock { $0 }?.value }
}
