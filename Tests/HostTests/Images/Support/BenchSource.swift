import Logging
import OCI
import Synchronization
import SystemPackage

@testable import Host

/// A source whose answers a test decides: which folder a tag means, and whether it held still.
final class BenchSource: PackageSource {
    /// What is known of one tag.
    struct Entry: Sendable {
        var folder: FilePath
        var revision: String
    }

    let name = "bench"
    private let entries: Mutex<[Tag: Entry]>
    private let isUnchanged = Mutex<@Sendable () async throws -> Bool>({ true })

    init(folder: FilePath) {
        entries = Mutex([.latest: Entry(folder: folder, revision: "one")])
    }

    func set(_ tag: Tag, to entry: Entry) { entries.withLock { $0[tag] = entry } }

    /// What is asked after an evaluation and at the end of a build.
    func answerUnchanged(_ answer: @escaping @Sendable () async throws -> Bool) {
        isUnchanged.withLock { $0 = answer }
    }

    func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        guard let entry = entries.withLock({ $0[tag] }) else { throw SourceError.unknownTag(tag, near: ["latest"]) }
        return PinnedPackages(
            revision: entry.revision, displayRevision: "shown \(entry.revision)", importPath: entry.folder,
            root: entry.folder, isUnchanged: { try await self.isUnchanged.withLock { $0 }() })
    }
}
