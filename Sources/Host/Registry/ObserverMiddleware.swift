import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Finds out who asks, and tells observers of every request: when it begins, and when its body is sent.
struct ObserverMiddleware: RouterMiddleware {
    let observers: [any RequestObserver]
    let clients: ClientFinder

    func handle(
        _ request: Request, context: RegistryContext,
        next: (Request, RegistryContext) async throws -> Response
    ) async throws -> Response {
        let peer = context.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
        context.record.client = clients.client(peer, request.headers)
        let observation = Observation(request, context, observers)
        var response = try await next(request, context)
        observation.status = response.status.code
        guard context.record.isStreamed, request.method != .head else {
            observation.finish(bytes: request.method == .head ? 0 : Int64(response.body.contentLength ?? 0))
            return response
        }
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            observation.finish(bytes: context.record.bytesSent)
        }
        return response
    }
}

/// One request under observation. Finishes exactly once: when told to, or else when nothing holds it any more, which is
/// what happens when a client leaves before its answer.
private final class Observation: Sendable {
    private let request: Request
    private let context: RegistryContext
    private let observers: [any RequestObserver]
    private let start = ContinuousClock.now
    private let state = Mutex((status: 500, isFinished: false))

    init(_ request: Request, _ context: RegistryContext, _ observers: [any RequestObserver]) {
        self.request = request
        self.context = context
        self.observers = observers
        for observer in observers { observer.began() }
    }

    deinit { report(bytes: context.record.bytesSent, isComplete: false) }

    var status: Int {
        get { state.withLock { $0.status } }
        set { state.withLock { $0.status = newValue } }
    }

    func finish(bytes: Int64) { report(bytes: bytes, isComplete: true) }

    private func report(bytes: Int64, isComplete: Bool) {
        let isFirst = state.withLock { state in
            defer { state.isFinished = true }
            return !state.isFinished
        }
        guard isFirst else { return }
        let finished = FinishedRequest(
            method: request.method.rawValue, path: request.uri.path, route: context.record.route, status: status,
            delivery: context.record.delivery, bytes: bytes, duration: start.duration(to: .now),
            client: context.record.client?.description, userAgent: request.headers[.userAgent], isComplete: isComplete)
        for observer in observers { observer.finished(finished, logger: context.logger) }
    }
}
