import Storage
import Synchronization

/// A bucket that speaks the JSON API of Google Cloud Storage, in memory and strictly: preconditions, generations, sessions that take
/// pieces of 256 KiB only, pages, copies in several steps, tokens that end, signed addresses. Faults come where a test wants them.
package final class GCSServer: Sendable {
    /// What can be made to fail.
    package enum Operation: String, Sendable {
        case token, list, describe, media, link, delete, rewrite, insert, begin, piece, question
    }

    package enum Fault: Sendable {
        /// Refused with a status; nothing takes place.
        case status(Int)
        /// The connection is cut and nothing takes place.
        case cutBefore
        /// The connection is cut when everything has taken place, before the answer.
        case cutAfter
        /// Of a piece 256 KiB are taken, then the connection is cut; of an object half is sent.
        case half
        /// Takes place later: just before the next request to the same object is answered.
        case late
    }

    package struct Object: Sendable {
        package let bytes: [UInt8]
        package let generation: Int64
        package let metadata: [String: String]
    }

    struct Session {
        let name: String
        let metadata: [String: String]
        var bytes: [UInt8] = []
        var object: Object?
    }

    struct State {
        var bucketExists = true
        var isReadOnly = false
        var ignoresConditions = false
        var isRefusing = false
        var objects: [String: Object] = [:]
        var sessions: [Int: Session] = [:]
        var lastNumber: Int64 = 1_700_000_000_000_000
        var copied: [String: Int] = [:]
        var faults: [(operation: Operation, fault: Fault)] = []
        var late: [GCSServerRequest] = []
        var counts: [Operation: Int] = [:]
        /// nil when no token is wanted.
        var tokens: Set<String>?
        var issued = 0
        var assertions: [String] = []
        /// Seconds that this server's clock is ahead of the machine's.
        var ahead: Int64 = 0
    }

    let bucket: String
    /// Whose signed addresses it takes.
    let account: GCSAccount?
    let state: Mutex<State>
    let pace = ServerPace()
    /// Set once, before the first request comes.
    private let server: Mutex<ScriptedServer?> = Mutex(nil)

    /// - Parameter wantsTokens: refuses requests without a token that it gave out.
    package init(bucket: String = "images", wantsTokens: Bool = false, account: GCSAccount? = nil) throws {
        self.bucket = bucket
        self.account = account
        var state = State()
        state.tokens = wantsTokens ? [] : nil
        self.state = Mutex(state)
        let server = try ScriptedServer { [weak self] in self?.reply($0) ?? .hangUp }
        self.server.withLock { $0 = server }
    }

    package func stop() { server.withLock { $0?.stop() } }
    deinit { stop() }

    /// Scheme and host.
    package var endpoint: String { server.withLock { $0?.url("") ?? "" } }
    package var objects: [String: Object] { state.withLock { $0.objects } }
    /// Sessions that were neither ended nor cancelled.
    package var openSessions: Int { state.withLock { $0.sessions.values.count { $0.object == nil } } }
    /// Assertions and refresh tokens that were exchanged.
    package var assertions: [String] { state.withLock { $0.assertions } }
    package var requests: [ScriptedServer.Request] { server.withLock { $0?.requests ?? [] } }

    /// Makes the next requests of a kind fail; faults of one kind come in the order they were given.
    package func fail(_ operation: Operation, _ fault: Fault, times: Int = 1) {
        state.withLock { $0.faults += Array(repeating: (operation, fault), count: times) }
    }

    package func count(_ operation: Operation) -> Int { state.withLock { $0.counts[operation, default: 0] } }
    package func expireTokens() { state.withLock { $0.tokens = [] } }
    package func removeBucket() { state.withLock { $0.bucketExists = false } }
    package func makeReadOnly() { state.withLock { $0.isReadOnly = true } }
    /// Changes an object's bytes under its users, or removes it.
    package func replace(_ name: String, with bytes: [UInt8]?) {
        state.withLock { state in
            if let bytes { _ = store(bytes, as: name, [:], &state) } else { state.objects[name] = nil }
        }
    }
    /// As some emulators do.
    package func ignoreConditions() { state.withLock { $0.ignoresConditions = true } }
    package func setClock(ahead seconds: Int64) { state.withLock { $0.ahead = seconds } }

    private func reply(_ http: ScriptedServer.Request) -> ScriptedServer.Reply {
        guard let request = GCSServerRequest(http, bucket: bucket) else {
            return .answer(400, body: Array("not a request of the JSON API".utf8))
        }
        return pace.answer { state.withLock { state in dated(faulty(request, &state), state) } }
    }

    /// Every answer tells the time.
    private func dated(_ reply: ScriptedServer.Reply, _ state: State) -> ScriptedServer.Reply {
        guard case .answer(let status, let headers, let body) = reply else { return reply }
        let date = ["Date": GCSServer.httpDate(CloudClock.system() + state.ahead)]
        return .answer(status, headers: headers.merging(date) { first, _ in first }, body: body)
    }

    private func faulty(_ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        let operation = request.call.operation
        state.counts[operation, default: 0] += 1
        if state.isRefusing { return Self.refusal(503, "a test") }
        let late = state.late
        state.late = []
        let index = state.faults.firstIndex { $0.operation == operation }
        let fault = index.map { state.faults.remove(at: $0).fault }
        // What comes late comes after a question about it, and before anything else.
        if operation == .describe { state.late = late } else { for request in late { _ = answer(request, &state) } }
        switch fault {
        case nil: return answer(request, &state)
        case .status(let status): return .answer(status, body: Array(#"{"error":{"message":"a test"}}"#.utf8))
        case .cutBefore: return .hangUp
        case .late:
            state.late.append(request)
            return .hangUp
        case .half: return half(request, &state)
        case .cutAfter:
            _ = answer(request, &state)
            return .hangUp
        }
    }

    private func half(_ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        if case .piece(let session) = request.call {
            state.sessions[session]?.bytes += request.http.body.prefix(256 << 10)
            return .hangUp
        }
        guard case .answer(let status, let headers, let body) = answer(request, &state) else { return .hangUp }
        return .cutOff(body, after: body.count / 2, status: status, headers: headers)
    }
}
