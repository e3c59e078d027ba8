import Dispatch
import Glibc
import Synchronization

/// Threads of our own for calls that block, so that a slow disk never holds up Swift's cooperative pool.
///
/// Threads start when work waits and none is idle, up to a limit, and then stay. Work runs in the order it came.
/// Dispatch's queues are no help here: on Linux they share their few threads with Swift's tasks.
final class BlockingThreads: Sendable {
    /// The threads that every store of this process shares.
    static let shared = BlockingThreads(limit: 16)

    /// One piece of work, which keeps its own result, and who waits for its end.
    private struct Job: Sendable {
        let work: @Sendable () -> Void
        let caller: CheckedContinuation<Void, Never>
    }

    /// Where the result of a piece of work is kept for its caller.
    private final class Outcome<Value: Sendable, Failure: Error>: Sendable {
        let result = Mutex<Result<Value, Failure>?>(nil)
    }

    /// What waits, and who is there to do it.
    private struct State {
        var jobs: [Job] = []
        var threads = 0
        var idle = 0
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Counts the jobs that no thread has taken yet.
    private let waiting = DispatchSemaphore(value: 0)

    /// - Parameter limit: the most threads at once, at least one.
    init(limit: Int) { self.limit = limit }

    /// Runs `work` on one of the threads and waits for its end without blocking; cancelling does not interrupt it.
    ///
    /// Nothing of `work` and its result is held by the thread any more when this returns: what the caller lets go of is gone.
    func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let outcome = Outcome<Value, Failure>()
        await withCheckedContinuation { caller in
            submit(
                Job(
                    work: {
                        let result = Result(catching: work)
                        outcome.result.withLock { $0 = result }
                    }, caller: caller))
        }
        guard let result = outcome.result.withLock({ $0 }) else {
            preconditionFailure("work that has ended has a result")
        }
        return try result.get()
    }

    private func submit(_ job: Job) {
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.idle < state.jobs.count, state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        waiting.signal()
        if needsThread { startThread() }
    }

    /// Starts a thread; when the system has none left, the threads there are do the work, or the caller if there are none.
    private func startThread() {
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        guard pthread_create(&thread, nil, BlockingThreads.main, context.toOpaque()) != 0 else {
            pthread_detach(thread)
            return
        }
        context.release()
        let isAlone = state.withLock { state in
            state.threads -= 1
            return state.threads == 0
        }
        if isAlone, waiting.wait(timeout: .now()) == .success { doNextJob().resume() }
    }

    /// A thread's whole life.
    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let threads = Unmanaged<BlockingThreads>.fromOpaque(context).takeRetainedValue()
        while true { threads.takeJob() }
    }

    /// Waits for a job and does it.
    private func takeJob() {
        state.withLock { $0.idle += 1 }
        waiting.wait()
        state.withLock { $0.idle -= 1 }
        doNextJob().resume()
    }

    /// Does the oldest job; there is one for each count of the semaphore.
    ///
    /// - Returns: who waits for it, when the job is let go of.
    private func doNextJob() -> CheckedContinuation<Void, Never> {
        let job = state.withLock { $0.jobs.removeFirst() }
        job.work()
        return job.caller
    }
}
