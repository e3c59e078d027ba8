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

    init(_ configuration: NixeryConfiguration, logger: Logger) async throws {
        self.configuration = configuration
        self.logger = logger
        store = try await Self.store(configuration.storage)
        source = try Self.source(configuration, store: store, logger: logger)
        nix = try NixClient(Self.nix(configuration))
    }

    private static func store(_ configuration: StorageConfiguration) async throws -> any ObjectStore {
        switch configuration.backend {
        case .filesystem: try await FilesystemStore(root: configuration.path)
        case .memory: MemoryStore()
        }
    }

    private static func source(
        _ configuration: NixeryConfiguration, store: any ObjectStore, logger: Logger
    ) throws -> any PackageSource {
        let composer = SourceComposer(
            state: configuration.storage.path.appending("sources"), store: store, runner: ProcessRunner(limit: 16),
            environment: ProcessInfo.processInfo.environment, logger: logger)
        return try composer.source(configuration.source)
    }

    private static func strategy(_ configuration: LayeringConfiguration) -> any LayeringStrategy {
        switch configuration.strategy {
        case .largest: LargestStrategy()
        case .single: SingleStrategy()
        case .nixery: NixeryStrategy()
        case .popularity: PopularityStrategy()
        case .sizeFirst: SizeFirstStrategy()
        }
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

    /// The engine over these parts.
    func engine(check: StartupCheck? = nil, observe: @escaping BuildObserver = { _ in }) -> ImageEngine {
        let builder = ImageBuilder(
            nix: nix, strategy: Self.strategy(configuration.layering), budget: configuration.layering.budget,
            packer: LayerPacker(compression: configuration.compression.compression), store: store,
            options: configuration.images, cache: configuration.cache, logger: logger, observe: observe)
        let limits = BuildLimits(builds: configuration.nix.builds, queue: configuration.nix.queue)
        return ImageEngine(source: source, builder: builder, limits: limits, check: check)
    }
}
