package import Logging
package import OCI

/// A package set with others laid over it, each from a source of its own.
///
/// All parts are asked for the image's tag; those that do not take it are a ``FixedTag``.
package struct OverlaySource: PackageSource, BackgroundWork {
    package let name: String
    /// The base first.
    let parts: [OverlayPart]
    /// Which of ``parts`` takes the image's tag.
    private let tagged: Int

    /// A source that lists tags where the part that takes the image's tag does.
    ///
    /// - Parameters:
    ///   - overlays: in order: each sees those before it.
    ///   - tagged: which takes the image's tag: 0 for the base, 1 for the first overlay and so on.
    package static func source(
        name: String, base: any PackageSource, overlays: [any PackageSource], tagged: Int
    ) -> any PackageSource {
        let source = OverlaySource(name: name, base: base, overlays: overlays, tagged: tagged)
        guard let listing = source.parts[tagged].source as? any TagListing else { return source }
        return ListingOverlaySource(source: source, listing: listing)
    }

    private init(name: String, base: any PackageSource, overlays: [any PackageSource], tagged: Int) {
        self.name = name
        parts =
            [OverlayPart(label: "base '\(base.name)'", source: base)]
            + overlays.map { OverlayPart(label: "overlay '\($0.name)'", source: $0) }
        self.tagged = tagged
    }

    package func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        let pins = try await withThrowingTaskGroup(of: (Int, PinnedPackages).self) { group in
            for (number, part) in parts.enumerated() {
                group.addTask { (number, try await part.resolve(tag, logger: logger)) }
            }
            return try await group.reduce(into: [(Int, PinnedPackages)]()) { $0.append($1) }
        }
        let inOrder = pins.sorted { $0.0 < $1.0 }.map(\.1)
        return OverlayPins(parts: parts, pins: inOrder, tagged: tagged).packages
    }

    package func cancelWork() async {
        for part in parts { await (part.source as? any BackgroundWork)?.cancelWork() }
    }
}

/// An ``OverlaySource`` whose tags can be listed.
private struct ListingOverlaySource: PackageSource, TagListing, BackgroundWork {
    let source: OverlaySource
    let listing: any TagListing

    var name: String { source.name }

    func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        try await source.resolve(tag, logger: logger)
    }

    func tags(logger: Logger) async throws -> [Tag] { try await listing.tags(logger: logger) }

    func cancelWork() async { await source.cancelWork() }
}
