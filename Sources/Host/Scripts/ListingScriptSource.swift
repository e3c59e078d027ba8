package import Logging
package import OCI

/// A ``ScriptSource`` whose script also answers the kind `tags`.
package struct ListingScriptSource: RemoteSource, TagListing {
    private let source: ScriptSource

    package var name: String { source.name }
    package var identity: [String] { source.identity }

    package init(_ source: ScriptSource) { self.source = source }

    package func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin {
        try await source.pin(tag, logger: logger)
    }

    package func packages(at pin: SourcePin) -> PinnedPackages { source.packages(at: pin) }

    package func tags(logger: Logger) async throws -> [Tag] {
        do {
            let answer = try await source.runner.ask(TagsRequest(), logger: logger)
            // What is no tag cannot be asked for.
            return answer.tags.compactMap { try? Tag($0) }
        } catch let error as ScriptError {
            throw SourceError.unavailable(error.description)
        }
    }
}

/// Which tags are there?
private struct TagsRequest: ScriptRequest {
    static let kind = "tags"

    struct Answer: Decodable, Sendable {
        let tags: [String]
    }
}
