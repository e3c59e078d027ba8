import Archive
import FoundationEssentials
import Host
import Layering
import Logging
import Nix
import OCI
import Processes
import Storage
import SystemPackage

/// The parts of a process, put together as the configuration says: the only place that names concrete plugins.
struct Composition: Sendable {
    let configuration: NixeryConfiguration
    let logger: Logger
    let store: any ObjectStore
    let source: any PackageSource
    let nix: NixClient
    /// Runs what is no part of Nix.
    let runner: ProcessRunner

    init(_ configuration: NixeryConfiguration, logger: Logger) async throws {
        self.configuration = configuration
        self.logger = logger
        store = try await Self.store(configuration.storage)
        runner = ProcessRunner(limit: 16)
        source = try Self.source(configuration, store: store, runner: runner, logger: logger)
        nix = try NixClient(Self.nix(configuration))
    }

    private static func store(_ configuration: StorageConfiguration) async throws -> any ObjectStore {
        switch configuration.backend {
        case .filesystem: try await FilesystemStore(root: configuration.path)
        case .memory: MemoryStore()
        case .s3: try await s3(configuration)
        case .gcs: try await gcs(configuration)
        }
    }

    /// A bucket that cannot be used stops the start.
    private static func s3(_ configuration: StorageConfiguration) async throws -> S3Store {
        guard let s3 = configuration.s3 else { preconditionFailure("the configuration was read with a bucket") }
        let store = try await S3Store(s3, environment: ProcessInfo.processInfo.environment)
        try await store.check()
        return store
    }

    private static func gcs(_ configuration: StorageConfiguration) async throws -> GCSStore {
        guard let gcs = configuration.gcs else { preconditionFailure("the configuration was read with a bucket") }
        let store = try await GCSStore(gcs, credentials: try await .load(gcs))
        try await store.check()
        return store
    }

    private static func source(
        _ configuration: NixeryConfiguration, store: any ObjectStore, runner: ProcessRunner, logger: Logger
    ) throws -> any PackageSource {
        let composer = SourceComposer(
            state: configuration.storage.path.appending("sources"), store: store, runner: runner,
            environment: ProcessInfo.processInfo.environment, logger: logger)
        return try composer.source(configuration.source)
    }

    private static func nix(_ configuration: NixeryConfiguration) -> Nix.NixConfiguration {
        var nix = Nix.NixConfiguration(
            stateFolder: configuration.storage.path.appending("nix"), environment: ProcessInfo.processInfo.environment)
        nix.buildTimeLimitSeconds = Int(configuration.nix.buildTimeout.components.seconds)
        nix.evaluationTimeLimit = configuration.nix.evaluationTimeout
        nix.evaluationHeapBytes = Int(configuration.nix.maximumHeap)
        nix.evaluationAddressSpaceBytes = configuration.nix.memory.map { Int($0) }
        nix.maximumProcesses = configuration.nix.processes
        return nix
    }

    /// Copies what is built to the configured store; nil where there is none.
    func pusher() -> StorePusher? {
        configuration.nix.pushTo.map { StorePusher(nix: nix, to: $0, logger: logger) }
    }

    /// What keeps replicas from the same work at the same time; nil where there is but one, or where the bucket has no leases.
    func leases(_ observe: @escaping BuildObserver) async throws -> LeaseKeeper? {
        switch configuration.storage.backend {
        case .filesystem, .memory: return nil
        case .s3, .gcs:
            guard let store = store as? any ConditionalStore else { return nil }
            return try await .start(
                store, lifetime: configuration.storage.leaseLifetime, logger: logger, observe: observe)
        }
    }

    /// The engine over these parts.
    ///
    /// - Parameters:
    ///   - strategy: groups the layers of images that it builds.
    ///   - pusher: gets what is built; nil to keep it here.
    ///   - leases: for engines that build.
    func engine(
        _ strategy: any LayeringStrategy, check: StartupCheck? = nil, pusher: StorePusher? = nil,
        leases: LeaseKeeper? = nil,
        observe: @escaping BuildObserver = { _ in }
    ) -> ImageEngine {
        let builder = ImageBuilder(
            nix: nix, strategy: strategy, budget: configuration.layering.budget,
            packer: LayerPacker(compression: configuration.compression.compression), store: store,
            options: configuration.images, cache: configuration.cache,
            minimumFree: configuration.storage.minimumFree,
            recorder: configuration.layering.record ? ImageRecorder(store: store, logger: logger) : nil,
            pusher: pusher, leases: leases, logger: logger, observe: observe)
        let limits = BuildLimits(builds: configuration.nix.builds, queue: configuration.nix.queue)
        return ImageEngine(source: source, builder: builder, limits: limits, check: check)
    }
}
