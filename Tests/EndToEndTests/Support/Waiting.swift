import Conformance

#if canImport(Glibc)
    import Glibc
#endif

/// What a test waited for did not happen.
struct WaitedInVain: Error { let what: String }

/// Waits until a condition is true, which is asked again and again: at most five minutes, and no longer than a process runs.
func waitUntil(
    _ what: String, while process: pid_t? = nil, _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(300)
    while try await !condition() {
        let isRunning = process.map { TestProcess.isRunning("\($0)") } ?? true
        guard isRunning, .now < end else { throw WaitedInVain(what: what) }
        try await Task.sleep(for: .milliseconds(20))
    }
}
