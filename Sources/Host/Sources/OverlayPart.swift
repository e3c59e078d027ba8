import Logging
import OCI

/// One of the sources that are laid over each other.
struct OverlayPart: Sendable {
    /// What errors call it.
    let label: String
    let source: any PackageSource

    func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        try await labelled { try await source.resolve(tag, logger: logger) }
    }

    /// Does something for this part; errors whose text is a sentence name it.
    func labelled<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch SourceError.unavailable(let reason) {
            throw SourceError.unavailable("\(label): \(reason)")
        } catch SourceError.misconfigured(let reason) {
            throw SourceError.misconfigured("\(label): \(reason)")
        }
    }
}
