internal import Dispatch
internal import Synchronization

/// Runs work that blocks a thread (file reading, compression), so that Swift's own threads stay free for requests.
///
/// It has its own bounded number of threads; work beyond that waits in the order in which it came. Use it as
/// `withTaskExecutorPreference(executor) { … }` or `group.addTask(executorPreference: executor) { … }`.
package final class BlockingExecutor: TaskExecutor {
    /// One for the whole process: a thread for each core, and a few for those that wait for a disk.
    package static let shared = BlockingExecutor(threads: Files.coreCount + 2)

    /// Whether this code runs on a thread of any such executor.
    static var isCurrentThread: Bool { DispatchQueue.getSpecific(key: mark) != nil }

    private static let mark = DispatchSpecificKey<Void>()

    private struct State {
        var jobs: [UnownedJob] = []
        var threads = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "nixery.blocking", attributes: .concurrent)
    private let limit: Int

    /// - Parameter threads: how many pieces of work run at once, at least one.
    package init(threads: Int) {
        limit = max(1, threads)
        queue.setSpecific(key: BlockingExecutor.mark, value: ())
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        if needsThread { queue.async { self.runJobs() } }
    }

    private func runJobs() {
        while let job = nextJob() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func nextJob() -> UnownedJob? {
        state.withLock { state in
            guard state.jobs.isEmpty else { return state.jobs.removeFirst() }
            state.threads -= 1
            return nil
        }
    }
}
