/// A server whose run is a closure, to be ended in the middle of a test.
struct StoppableServer<Server: Sendable>: Sendable {
    let server: Server
    private let stopping: AsyncStream<Void>.Continuation
    private let stopped: AsyncStream<Void>

    /// Runs a server beside `body`.
    ///
    /// - Parameter run: runs it until the closure that it is given ends.
    static func with<Result: Sendable>(
        _ run: @escaping @Sendable (@escaping @Sendable (Server) async throws -> Void) async throws -> Void,
        body: @escaping @Sendable (StoppableServer) async throws -> Result
    ) async throws -> Result {
        let (starting, started) = AsyncStream<Server>.makeStream()
        let (stop, stopping) = AsyncStream<Void>.makeStream()
        let (ended, ending) = AsyncStream<Void>.makeStream()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer {
                    started.finish()
                    ending.finish()
                }
                try await run { server in
                    started.yield(server)
                    for await _ in stop {}
                }
                return nil
            }
            group.addTask {
                guard let server = await starting.first(where: { _ in true }) else { return nil }
                defer { stopping.finish() }
                return try await body(StoppableServer(server: server, stopping: stopping, stopped: ended))
            }
            var result: Result?
            while let next = try await group.next() { result = next ?? result }
            guard let result else { throw CancellationError() }
            return result
        }
    }

    /// Ends it; it is gone when this returns.
    func stop() async {
        stopping.finish()
        for await _ in stopped {}
    }
}
