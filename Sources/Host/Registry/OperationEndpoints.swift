import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// What operators and their tools ask for: health, readiness, metrics.
struct OperationEndpoints: Sendable {
    let provider: any ImageProvider
    let metrics: PrometheusFactory

    /// The process answers.
    func health(_ request: Request, _ context: RegistryContext) -> Response {
        context.record.route = .health
        return text("ok", status: .ok)
    }

    /// Images can be asked for; otherwise one sentence that says why not.
    func readiness(_ request: Request, _ context: RegistryContext) async -> Response {
        context.record.route = .health
        guard let reason = await provider.notReady() else { return text("ready", status: .ok) }
        return text(reason, status: .serviceUnavailable)
    }

    /// Metrics in Prometheus' text format.
    func metrics(_ request: Request, _ context: RegistryContext) -> Response {
        context.record.route = .metrics
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: metrics.text())))
    }

    /// The page for people.
    func page(_ request: Request, _ context: RegistryContext) -> Response {
        context.record.route = .page
        return FrontPage(host: request.head.authority ?? "HOST").response
    }

    private func text(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
