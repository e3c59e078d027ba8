package import Archive
package import Layering
package import Logging
package import Nix
import OCI
package import Storage

/// Turns an image request and an exact package set into a stored image.
///
/// The steps are slices of their own: `+evaluate` (names to packages), `+realise` (packages to valid store paths), `+layers`
/// (closure to stored blobs) and `+assemble` (configuration and manifests). What is known already is never done again:
/// a new combination of known packages whose layers are stored needs no Nix.
package struct ImageBuilder: Sendable {
    let nix: NixClient
    let strategy: any LayeringStrategy
    let budget: LayerBudget
    let packer: LayerPacker
    let store: any ObjectStore
    package let options: ImageOptions
    let records: RecordStore
    let trust: BlobTrust
    /// Hears of blobs that other registries on the store found lost, and tells of its own.
    let lost: LostBlobs
    let failures: FailureMemory<PackageFailure>
    let packings = SingleFlight<String, PackedLayer>()
    /// nil where it is not recorded what images are made of.
    let recorder: ImageRecorder?
    let observe: BuildObserver
    /// nil where no other process builds over the same store, or none can tell.
    let leases: LeaseKeeper?
    /// Looks for what a collector takes.
    let condemned: CondemnedParts
    /// nil where nothing says how much space there is.
    let space: SpaceFloor?
    /// nil where nothing is copied to another store.
    let pusher: StorePusher?

    /// - Parameters:
    ///   - cache: how much to keep in memory, and for how long to believe it.
    ///   - minimumFree: bytes that must be free in the store for anything to be built.
    ///   - recorder: takes down what each image is made of.
    ///   - pusher: copies what was built or fetched to another store.
    ///   - leases: keep other processes from the same work at the same time.
    ///   - observe: hears of every step.
    package init(
        nix: NixClient, strategy: any LayeringStrategy, budget: LayerBudget = .standard, packer: LayerPacker,
        store: any ObjectStore, options: ImageOptions, cache: CacheConfiguration = .init(),
        minimumFree: Int64 = 0,
        recorder: ImageRecorder? = nil, pusher: StorePusher? = nil, leases: LeaseKeeper? = nil, logger: Logger,
        observe: @escaping BuildObserver = { _ in }
    ) {
        self.nix = nix
        self.strategy = strategy
        self.budget = budget
        self.packer = packer
        self.store = store
        self.options = options
        self.recorder = recorder
        self.pusher = pusher
        self.leases = leases
        self.observe = observe
        space = SpaceFloor.of(store, minimum: minimumFree, logger: logger, observe: observe)
        condemned = CondemnedParts(store: store, logger: logger)
        records = RecordStore(store: store, memory: Int(cache.memory), logger: logger)
        trust = BlobTrust(store: store, lifetime: cache.blobTrust)
        lost = LostBlobs(store: store, trust: trust, logger: logger)
        failures = FailureMemory(first: cache.failureMinimum, longest: cache.failureMaximum)
    }

    /// Builds the image and stores it; nothing of it is visible before all of it is stored.
    ///
    /// - Parameters:
    ///   - key: the image key, under which the result is recorded if the packages held still meanwhile.
    ///   - origin: where it comes from, for the record and annotations.
    func build(
        _ request: ImageRequest, key: String, pinned: PinnedPackages, origin: ImageOrigin, logger: Logger
    ) async throws -> BuiltImage {
        try await space?.check()
        var logger = logger
        logger[metadataKey: "image"] = "\(origin.name):\(origin.tag)"
        let evaluation = Evaluation(request: request, pinned: pinned)
        let packages = try await evaluate(evaluation, logger: logger)
        let (contents, record) = try await store(packages, evaluation: evaluation, origin: origin, logger: logger)
        if try await pinned.isUnchanged() {
            try await records.set(record, at: ImageRecord.key(key))
            recorder?.record(RecordedImage(closure: contents.closure), key: key)
        } else {
            logger.notice("the package set changed while the image was built; it is served but not remembered")
        }
        observe(.finished)
        return BuiltImage(record: record)
    }

    /// How often an image is stored anew when a collector took a part of it meanwhile, or was waited for.
    private static let attempts = 5
    /// How long after its manifests were written an image may become known: much less than the least `gc.grace`, in which a
    /// collector that begins later leaves them.
    private static let longestEnd = Duration.seconds(60)

    /// Stores all of the image, and makes sure that it is there when it is first served.
    private func store(
        _ packages: [ResolvedPackage], evaluation: Evaluation, origin: ImageOrigin, logger: Logger
    ) async throws -> (ImageContents, ImageRecord) {
        for _ in 0..<Self.attempts {
            let (contents, layers) = try await layers(of: packages, evaluation: evaluation, logger: logger)
            let plan = ImagePlan(request: evaluation.request, packages: contents.packages, layers: layers)
            let began = ContinuousClock.now
            let record = try await assemble(plan, origin: origin)
            let missing = try await condemned.missing(of: record)
            if missing.isEmpty {
                if ContinuousClock.now - began < Self.longestEnd { return (contents, record) }
                logger.notice("the image waited for a collector; its manifests are stored anew")
            } else {
                logger.notice("parts of the image were collected while it was built; they are stored anew")
                missing.forEach(trust.distrust)
            }
        }
        throw RegistryError(.unavailable, "parts of the image vanish from the store; try again soon", retryAfter: 30)
    }

    /// Layers without Nix where everything is known, else with the outputs made valid and rooted until they are packed.
    private func layers(
        of packages: [ResolvedPackage], evaluation: Evaluation, logger: Logger
    ) async throws -> (contents: ImageContents, layers: [PackedLayer]) {
        let known = try await recall(packages)
        let planned = if let known { try await specifications(known, logger: logger) } else { [LayerSpecification]() }
        if let known, let layers = try await storedLayers(known, planned, logger: logger) { return (known, layers) }
        return try await nix.withRoots { roots in
            let valid = try await realise(packages, evaluation: evaluation, roots: roots, logger: logger)
            let contents = try await learn(valid, logger: logger)
            // A strategy may be slow to ask, and what was known is nearly always what Nix has.
            let isPlanned = contents.hasSameLayers(as: known)
            return (
                contents, try await packedLayers(isPlanned ? planned : specifications(contents, logger: logger))
            )
        }
    }
}

/// One request against one exact package set.
struct Evaluation: Sendable {
    let request: ImageRequest
    let pinned: PinnedPackages
}

/// A package of an image, with the name that it was asked for by.
struct ResolvedPackage: Sendable {
    let name: String
    let package: EvaluatedPackage
    /// Evaluated in this build, so that its derivation is in this machine's store.
    let isFresh: Bool
}
