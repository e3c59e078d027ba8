package import Logging
package import OCI

/// A source that stays on one of its tags, whatever the image's tag is.
package struct FixedTag: PackageSource, BackgroundWork {
    private let source: any PackageSource
    private let tag: Tag

    package var name: String { source.name }

    package init(_ source: any PackageSource, tag: Tag) {
        self.source = source
        self.tag = tag
    }

    /// - Throws: ``SourceError/misconfigured(_:)`` where the source does not know its tag: nobody asked for it but the operator.
    package func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        do {
            return try await source.resolve(self.tag, logger: logger)
        } catch let error as SourceError {
            guard case .unknownTag = error else { throw error }
            throw SourceError.misconfigured(error.description)
        }
    }

    package func cancelWork() async { await (source as? any BackgroundWork)?.cancelWork() }
}
