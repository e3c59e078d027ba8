import Conformance
import Logging
import Storage
import Synchronization

@testable import Host

/// A process with leases, whose time goes on only by its own waiting.
struct LeaseBench: Sendable {
    /// What others do meanwhile; gets how far this process's clock is.
    typealias Meanwhile = @Sendable (_ time: Duration) async throws -> Void

    /// Shared with other processes.
    let shared: any ConditionalStore
    /// The same, as this process sees it.
    let store: FaultyStore
    let keeper: LeaseKeeper
    private let events = Shared<[LeaseEvent]>([])
    private let clock = Shared(Duration.zero)

    static let lifetime = Duration.seconds(30)
    static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// - Parameters:
    ///   - whileWaiting: is called whenever this one looks at another's lease again.
    ///   - whileWorking: is called before each renewal; as it is, none takes place.
    init(
        _ shared: any ConditionalStore = MemoryStore(), whileWaiting: @escaping Meanwhile = { _ in },
        whileWorking: @escaping Meanwhile = { _ in try await Task.sleep(for: .seconds(3600)) }
    ) {
        self.shared = shared
        store = FaultyStore(shared)
        let (events, clock) = (events, clock)
        let start = ContinuousClock.now
        var time = LeaseTime(lifetime: Self.lifetime)
        let renewal = time.renewal
        time.now = { start + clock.withLock { $0 } }
        time.sleep = { duration in
            try Task.checkCancellation()
            let now = clock.withLock { $0 }
            try await duration == renewal ? whileWorking(now) : whileWaiting(now)
            clock.withLock { $0 += duration }
        }
        keeper = LeaseKeeper(store: store, time: time, logger: Self.logger) { event in
            if case .lease(let event) = event { events.withLock { $0.append(event) } }
        }
    }

    /// What became of leases so far.
    var history: [LeaseEvent] { events.withLock { $0 } }

    /// How far this process's clock is.
    var time: Duration { clock.withLock { $0 } }

    func pass(_ duration: Duration) { clock.withLock { $0 += duration } }

    /// The work of all tests: it stores a result, unless there is one.
    func run(_ text: String, _ meanwhile: @escaping @Sendable () async throws -> Void = {}) async throws -> String {
        try await keeper.run(
            LeaseBench.key, known: { try await LeaseBench.result(shared) },
            work: {
                try await meanwhile()
                try await LeaseBench.finish(shared, text)
                return text
            })
    }

    /// Stores what the work is for.
    static func finish(_ store: any ObjectStore, _ text: String) async throws {
        _ = try await store.put(Array(text.utf8), at: ObjectKey("result"), condition: .always)
    }

    static func result(_ store: any ObjectStore) async throws -> String? {
        try await store.readAll(ObjectKey("result")).map { String(decoding: $0, as: UTF8.self) }
    }

    static var key: ObjectKey { get throws { try .layerLease("a") } }

    /// The lease's contents; nil when nobody has it.
    func lease() async throws -> String? {
        await keeper.finish()
        return try await shared.readAll(LeaseBench.key).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes the lease as another process does that takes or renews it.
    static func hold(_ store: any ObjectStore, _ contents: String) async throws {
        _ = try await store.put(Array(contents.utf8), at: key, condition: .always)
    }
}
