import HTTPTypes
package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore

/// Builds the registry as a service: its endpoints over `provider`, on a socket as `configuration` says. The same value
/// runs in a service group and under HummingbirdTesting, with a socket or without.
///
/// - Parameters:
///   - metrics: what `/metrics` shows; the caller hands it to the rest of the process too.
///   - logger: for the server's life and, with a request's id added, for each request.
///   - onListening: called with the port once connections are taken.
package func makeRegistryApplication(
    provider: any ImageProvider, configuration: RegistryConfiguration,
    metrics: PrometheusFactory = .init(descriptions: []), logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: configuration.maximumHeaderBytes, maxHeaderListSize: configuration.maximumHeaderBytes)
    metrics.describe(RequestMetrics.descriptions)
    return Application(
        router: makeRegistryRouter(provider: provider, configuration: configuration, metrics: metrics),
        server: .http1(
            configuration: .init(
                additionalChannelHandlers: [MalformedRequestInstaller()],
                idleTimeout: .seconds(Int64(configuration.idleSeconds)), httpDecoderConfiguration: decoder)),
        configuration: .init(
            address: .hostname(configuration.host, port: configuration.port), serverName: "nixery"),
        onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
        logger: logger)
}

/// The routes. Below `/v2/` there is one for each method: names hold slashes, so the path is parsed by `OCI`. What no
/// route takes is answered by ``ErrorMiddleware``.
private func makeRegistryRouter(
    provider: any ImageProvider, configuration: RegistryConfiguration, metrics: PrometheusFactory
) -> Router<RegistryContext> {
    let router = Router(context: RegistryContext.self)
    let accessLog: [any RequestObserver] = configuration.accessLog ? [AccessLog()] : []
    router.add(
        middleware:
            ObserverMiddleware(
                observers: accessLog + [RequestMetrics(factory: metrics)],
                clients: ClientFinder(trustedProxies: configuration.trustedProxies)))
    router.add(middleware: ErrorMiddleware())

    let registry = RegistryEndpoints(provider: provider, configuration: configuration)
    let operation = OperationEndpoints(provider: provider, metrics: metrics)
    for method in [HTTPRequest.Method.get, .head] {
        for path: RouterPath in ["/v2", "/v2/**"] { router.on(path, method: method, use: registry.respond) }
        router.on("/healthz", method: method, use: operation.health)
        router.on("/readyz", method: method, use: operation.readiness)
        router.on("/metrics", method: method, use: operation.metrics)
        router.on("/", method: method, use: operation.page)
    }
    return router
}
