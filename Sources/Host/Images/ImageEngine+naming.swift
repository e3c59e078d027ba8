import FoundationEssentials
import OCI

extension ImageEngine {
    /// Where an image of a package set comes from.
    func origin(of name: ImageName, tag: Tag, _ pinned: PinnedPackages) -> ImageOrigin {
        let time = builder.options.created == .commit ? pinned.time : nil
        return ImageOrigin(
            name: name.description, tag: tag.value, source: source.name, revision: pinned.displayRevision,
            created: time.map(Self.timestamp))
    }

    /// The key under which the image is recorded.
    func imageKey(_ request: ImageRequest, _ pinned: PinnedPackages, _ origin: ImageOrigin) throws -> String {
        try request.imageKey(
            revision: pinned.revision, annotations: builder.options.annotations(of: origin), created: origin.created)
    }

    /// RFC 3339, which has years of four digits only; whoever makes a commit chooses its time.
    private static func timestamp(_ seconds: Int64) -> String {
        let last: Int64 = 253_402_300_799
        return Date(timeIntervalSince1970: Double(min(max(0, seconds), last))).formatted(.iso8601)
    }
}
