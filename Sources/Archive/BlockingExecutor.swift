internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Runs work that blocks a thread (file reading, compression), so that Swift's own threads stay free for requests.
///
/// It has its own bounded number of threads; work beyond that waits in the order in which it came. Use it as
/// `withTaskExecutorPreference(executor) { … }` or `group.addTask(executorPreference: executor) { … }`. Dispatch's queues
/// would be no help: on Linux they share their few threads with Swift's tasks, which then wait for seconds.
package final class BlockingExecutor: TaskExecutor {
    /// One for the whole process: a thread for each core, and a few for those that wait for a disk.
    package static let shared = BlockingExecutor(threads: Files.coreCount + 2)

    /// Whether this code runs on a thread of any such executor.
    static var isCurrentThread: Bool { pthread_getspecific(mark) != nil }

    /// Has a value on our threads only.
    private static let mark: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private struct State {
        var jobs: [UnownedJob] = []
        var threads = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter threads: how many pieces of work run at once, at least one.
    package init(threads: Int) { limit = max(1, threads) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        if needsThread { startThread() }
    }

    /// Starts a thread, which ends when there is no more work; where the system has none left, Dispatch lends one.
    private func startThread() {
        let context = Unmanaged.passRetained(self)
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        let status = pthread_create(&thread, nil, BlockingExecutor.main, context.toOpaque())
        guard status == 0 else {
            context.release()
            return DispatchQueue.global().async { self.runJobs() }
        }
        #if canImport(Glibc)
            pthread_detach(thread)
        #else
            if let thread { pthread_detach(thread) }
        #endif
    }

    /// A thread's whole life.
    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        pthread_setspecific(BlockingExecutor.mark, context)
        Unmanaged<BlockingExecutor>.fromOpaque(context).takeRetainedValue().runJobs()
        return nil
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
