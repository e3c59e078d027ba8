import Conformance
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Replicas behind a balancer, each started again when it is killed.
final class ReplicaGroup: Sendable {
    private struct State {
        var running: [Int: Registry] = [:]
        var kills = 0
        /// Until when replicas are killed.
        var killing = ContinuousClock.now
        var isOver = false
    }

    private let balancer: BalancingServer
    private let state = Mutex(State())

    private init(_ balancer: BalancingServer) { self.balancer = balancer }

    /// Runs replicas for the length of `body`.
    ///
    /// - Parameter seed: decides how long each lives during ``killReplicas(until:)``.
    static func run<Result: Sendable>(
        _ replicas: [Registry.Options], seed: UInt64,
        body: @Sendable @escaping (ReplicaGroup) async throws -> Result
    ) async throws -> Result {
        try await BalancingServer.run { balancer in
            let group = ReplicaGroup(balancer)
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (number, options) in replicas.enumerated() {
                    tasks.addTask { try await group.keepRunning(number, options, seed: seed &+ UInt64(number)) }
                }
                defer { group.state.withLock { $0.isOver = true } }
                while group.state.withLock({ !$0.isOver && $0.running.count < replicas.count }) {
                    try await Task.sleep(for: .milliseconds(50))
                }
                if group.state.withLock({ $0.isOver }) { try await tasks.waitForAll() }
                let result = try await body(group)
                group.state.withLock { $0.isOver = true }
                try await tasks.waitForAll()
                return result
            }
        }
    }

    /// Where clients connect.
    var address: String { balancer.address }
    var replicas: [Registry] { state.withLock { Array($0.running.values) } }
    /// How often a replica was killed so far.
    var kills: Int { state.withLock { $0.kills } }

    /// Begins to kill replicas with SIGKILL, each some seconds after its start.
    func killReplicas(until end: ContinuousClock.Instant) { state.withLock { $0.killing = end } }

    private func keepRunning(_ number: Int, _ options: Registry.Options, seed: UInt64) async throws {
        // Nobody waits for one that could not run.
        defer { state.withLock { $0.isOver = true } }
        var generator = SeededGenerator(seed: seed)
        while !state.withLock({ $0.isOver }) {
            let lifetime = Duration.milliseconds(Int.random(in: 5000...15_000, using: &generator))
            let end = try await Registry.runToEnd(options) { registry in
                state.withLock { $0.running[number] = registry }
                try balancer.set(number, to: registry.address)
                try await live(registry, for: lifetime)
            }
            try end.result.get()
        }
    }

    /// Returns at the end of everything, or when the replica's time has come.
    private func live(_ registry: Registry, for lifetime: Duration) async throws {
        let end = ContinuousClock.now + lifetime
        while !state.withLock({ $0.isOver }) {
            if (end..<max(end, state.withLock { $0.killing })).contains(.now) {
                state.withLock { $0.kills += 1 }
                kill(registry.process, SIGKILL)
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
