import Archive
import Conformance
import FoundationEssentials
import Layering
import Logging
import Nix
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// All that an engine needs in a fresh folder: real Nix, a tiny package set, and a store in memory that can be made to fail.
struct EngineBench: Sendable {
    let folder: FilePath
    let memory = MemoryStore()
    let store: FaultyStore
    let source: BenchSource
    let nix: NixClient
    static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Folder of the package set.
    var set: FilePath { folder.appending("set") }

    private init(folder: FilePath, toolFolder: FilePath?) throws {
        self.folder = folder
        store = FaultyStore(memory)
        source = BenchSource(folder: folder.appending("set"))
        var environment = ProcessInfo.processInfo.environment
        let hasDaemon = FileManager.default.fileExists(atPath: "/nix/var/nix/daemon-socket/socket")
        if environment["NIX_CONFIG"] == nil, !hasDaemon {
            environment["NIX_CONFIG"] = "build-users-group =\nsandbox = false\nsubstitute = false\nsubstituters ="
        }
        nix = try NixClient(
            Nix.NixConfiguration(
                stateFolder: folder.appending("state"), environment: environment, toolFolder: toolFolder))
        try BenchSet.write(to: set, salt: folder.string)
    }

    /// - Parameter toolFolder: below the fresh folder; nil for Nix on PATH.
    static func run(toolFolder: String? = nil, _ body: (EngineBench) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await body(EngineBench(folder: folder, toolFolder: toolFolder.map { folder.appending($0) }))
        }
    }

    /// A process's own engine over the shared store: nothing in its memory yet.
    ///
    /// - Parameter leaseLifetime: nil for no leases.
    func engine(
        options: ImageOptions = .init(), cache: CacheConfiguration = .init(),
        limits: BuildLimits = .init(builds: 4, queue: 64),
        strategy: any LayeringStrategy = LargestStrategy(), compression: Compression = .standard,
        store: (any ObjectStore)? = nil, source: (any PackageSource)? = nil, recorder: ImageRecorder? = nil,
        leaseLifetime: Duration? = nil
    ) -> BenchEngine {
        let steps = Steps()
        let leases = leaseLifetime.map {
            LeaseKeeper(store: self.store, time: LeaseTime(lifetime: $0), logger: Self.logger, observe: steps.note)
        }
        let builder = ImageBuilder(
            nix: nix, strategy: strategy, packer: LayerPacker(compression: compression, workers: 2),
            store: store ?? self.store, options: options, cache: cache, recorder: recorder, leases: leases,
            logger: Self.logger, observe: steps.note)
        let engine = ImageEngine(source: source ?? self.source, builder: builder, limits: limits)
        return BenchEngine(engine: engine, steps: steps)
    }

    /// The keys that the store holds below a prefix.
    func keys(_ prefix: String) async throws -> [ObjectKey] {
        var keys: [ObjectKey] = []
        for try await object in memory.list(prefix: prefix) { keys.append(object.key) }
        return keys
    }

    func delete(_ prefix: String) async throws {
        for key in try await keys(prefix) { try await memory.delete(key) }
    }

    /// What is wrong with an image as the store holds it.
    func violations(_ image: ResolvedImage) async throws -> [String] {
        try await ImageInvariants.violations(manifest: image.oci.bytes) { try await memory.readAll(.blob($0)) }
    }

    /// The configuration's part that says what a container runs.
    func execution(_ image: ResolvedImage) async throws -> ImageConfig.Execution {
        try await config(image).config
    }

    func config(_ image: ResolvedImage) async throws -> ImageConfig {
        let manifest = try CanonicalJSON.decode(Manifest.self, from: image.oci.bytes)
        let bytes = try #require(try await memory.readAll(.blob(manifest.config.digest)))
        return try CanonicalJSON.decode(ImageConfig.self, from: bytes)
    }

    /// The layers' digests, the link layer last.
    func layers(_ image: ResolvedImage) throws -> [Digest] {
        try CanonicalJSON.decode(Manifest.self, from: image.oci.bytes).layers.map(\.digest)
    }

    /// All that an image's layers hold, by path.
    func entries(_ image: ResolvedImage) async throws -> [String: TarEntry] {
        let manifest = try CanonicalJSON.decode(Manifest.self, from: image.oci.bytes)
        var entries: [String: TarEntry] = [:]
        for layer in manifest.layers {
            let blob = try #require(try await memory.readAll(.blob(layer.digest)))
            let tar = try LayerDecompression.bytes(of: blob, mediaType: layer.mediaType)
            let pieces = AsyncStream<[UInt8]> { pieces in
                pieces.yield(tar)
                pieces.finish()
            }
            var reader = TarReader(pieces)
            while let entry = try await reader.next() { entries["\(entry.path)"] = entry }
        }
        return entries
    }
}
