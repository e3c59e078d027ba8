package import Logging
package import OCI
import Storage

/// The registry's engine: finds the image for a name and tag among those built, or builds it.
///
/// One build per image and one packing per layer are under way at a time; whoever asks meanwhile waits for it. A caller
/// that stops waiting does not stop the build.
package final class ImageEngine: ImageProvider {
    let source: any PackageSource
    let builder: ImageBuilder
    private let queue: BuildQueue
    private let flights = SingleFlight<String, BuiltImage>()
    private let manifests: ManifestStore

    private let check: StartupCheck?

    /// - Parameter check: what ``notReady()`` asks; nil for an engine that is always ready.
    package init(
        source: any PackageSource, builder: ImageBuilder, limits: BuildLimits, check: StartupCheck? = nil
    ) {
        self.source = source
        self.builder = builder
        self.check = check
        queue = BuildQueue(limit: limits.builds, places: limits.queue)
        manifests = ManifestStore(
            store: builder.store, lifetime: builder.trust.lifetime, logger: builder.condemned.logger)
    }

    package func image(_ name: ImageName, tag: Tag, logger: Logger) async throws -> ResolvedImage {
        try await describingErrors(logger) { try await findOrBuild(name, tag: tag, logger: logger) }
    }

    package func manifest(_ digest: Digest) async throws -> StoredManifest? { try await manifests.read(digest) }

    package func tags(_ name: ImageName, logger: Logger) async throws -> [Tag]? {
        try await describingErrors(logger) { try await (source as? any TagListing)?.tags(logger: logger) }
    }

    package func notReady() async -> String? { check?.notReady }

    /// Ends every build and every question to a remote that is under way, their processes too, and waits until they have ended.
    package func cancelBuilds() async {
        await flights.cancelAll()
        await builder.packings.cancelAll()
        await (source as? any BackgroundWork)?.cancelWork()
        await finishWriting()
    }

    /// Waits for small writes that nobody waited for: records of what images are made of, of lost blobs, and ends of leases.
    package func finishWriting() async {
        await builder.lost.finish()
        await builder.recorder?.finish()
        await builder.leases?.finish()
    }

    func describingErrors<Value>(
        _ logger: Logger, _ work: () async throws -> Value
    ) async throws -> Value {
        do { return try await work() } catch { throw RegistryError.describing(error, logger: logger) ?? error }
    }

    private func findOrBuild(_ name: ImageName, tag: Tag, logger: Logger) async throws -> ResolvedImage {
        let request = ImageRequest(name, options: builder.options)
        let pinned = try await packages(of: name, tag: tag, logger: logger)
        let origin = origin(of: name, tag: tag, pinned)
        let key = try imageKey(request, pinned, origin)
        if let image = try await known(key, pinned) { return image }
        let built = try await flights.run(key) { [self] in
            try await buildOnce(key, pinned) { [builder] in
                try await builder.build(request, key: key, pinned: pinned, origin: origin, logger: logger)
            }
        }
        guard let image = try await manifests.image(built, of: pinned) else {
            throw RegistryError(.internalError, "the image's manifest vanished from the store")
        }
        return image
    }

    /// Builds an image when its turn comes, unless another process has built it or does so now.
    private func buildOnce(
        _ key: String, _ pinned: PinnedPackages, _ build: @escaping @Sendable () async throws -> BuiltImage
    ) async throws -> BuiltImage {
        let find = { @Sendable [self] in try await known(key, pinned).map { BuiltImage($0) } }
        // It may have been built since the caller looked.
        if let image = try await find() { return image }
        guard let leases = builder.leases else { return try await queue.run(build) }
        return try await leases.run(
            .imageLease(key), known: find, place: { [queue] in try await queue.run($0) }, work: build)
    }

    /// The package set that an image's tag means now.
    func packages(of name: ImageName, tag: Tag, logger: Logger) async throws -> PinnedPackages {
        guard !tag.namesReferrers else {
            throw RegistryError(.manifestUnknown, "there are no signatures or attestations of '\(name)' here")
        }
        return try await source.resolve(tag, logger: logger)
    }

    /// The image, when it was built before and all of it, its manifests too, is still in the store.
    private func known(_ key: String, _ pinned: PinnedPackages) async throws -> ResolvedImage? {
        // Not from memory: `nixery cache forget` is another process.
        async let stored = builder.records.getStored(ImageRecord.key(key))
        try await builder.lost.hear()
        guard let record = try await stored else { return nil }
        async let image = manifests.image(BuiltImage(record: record), of: pinned)
        guard try await builder.trust.missing(of: record.blobs).isEmpty else { return nil }
        return try await image
    }
}

/// How much the engine does at once. The defaults are the configuration's.
package struct BuildLimits: Sendable, Hashable {
    /// Images being built at once.
    package var builds: Int
    /// Images that may wait to be built.
    package var queue: Int

    package init(builds: Int, queue: Int) {
        self.builds = builds
        self.queue = queue
    }
}
