import Host
import Hummingbird
import Logging
import Metrics
import OCI
import ServiceLifecycle
import Storage
import UnixSignals

extension Composition {
    /// Serves until the process is told to stop, or until the package set turns out to be unusable.
    static func serve(_ configuration: NixeryConfiguration) async throws {
        LoggingSystem.bootstrap { label in
            var handler = configuration.server.logFormat.handler(label: label)
            handler.logLevel = configuration.server.logLevel
            return handler
        }
        let metrics = PrometheusFactory(descriptions: BuildMetrics.descriptions)
        MetricsSystem.bootstrap(metrics)
        let parts = try await Composition(configuration, logger: Logger(label: "nixery"))
        try await parts.serve(metrics: metrics)
    }

    private func serve(metrics: PrometheusFactory) async throws {
        let strategy = try await strategy()
        let check = StartupCheck(
            source: source, nix: nix, system: configuration.images.platform.nixSystem, logger: logger)
        let engine = engine(strategy, check: check, observe: BuildMetrics().observe)
        let pulls = PullRecorder(store: store, logger: logger)
        let application = makeRegistryApplication(
            provider: PullNotingProvider(engine, recorder: pulls), configuration: registry, metrics: metrics,
            logger: logger,
            onListening: { port in
                logger.info(
                    "listening",
                    metadata: [
                        "address": "\(configuration.server.address)", "port": "\(port)", "store": "\(store.name)",
                        "source": "\(source.name)", "version": "\(Version.current)",
                    ])
            })
        var group = ServiceGroupConfiguration(
            services: [application, check], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        group.maximumGracefulShutdownDuration = configuration.server.shutdownGrace
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await engine.cancelBuilds()
            await pulls.finish()
            throw ListenError(error, server: configuration.server) ?? error
        }
        await engine.cancelBuilds()
        await pulls.finish()
    }

    private var registry: RegistryConfiguration {
        var registry = RegistryConfiguration()
        registry.host = configuration.server.address
        registry.port = configuration.server.port
        registry.catalog = configuration.server.catalog
        registry.accessLog = configuration.server.accessLog
        registry.blobs = configuration.server.blobs
        registry.trustedProxies = configuration.server.trustedProxies
        return registry
    }

    /// The service group tells of every signal and state; only its trouble matters here.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(.error, logger.logLevel)
        return logger
    }
}
