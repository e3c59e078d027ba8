import ArgumentParser
import UnixSignals

/// Ends work when a signal asks for it: a child of ours is in a process group of its own, so Ctrl-C does not reach it.
enum Interruption {
    /// Runs `work` to its end; SIGINT and SIGTERM cancel it.
    ///
    /// - Throws: what `work` throws; `ExitCode` 130 or 143, as shells count, once cancelled work has ended.
    static func stopping<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await signal in signals { throw ExitCode(128 + signal.rawValue) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}
