import Logging
import OCI
import Synchronization
import SystemPackage

@testable import Host

/// A source whose answers a test decides: which folder a tag means, and whether it held still.
final class BenchSource: PackageSource, TagListing {
    /// What is known of one tag.
    struct Entry: Sendable {
        var folder: FilePath
        var revision: String
        /// As people call it; nil for `shown` and the revision.
        var shown: String?
        var time: Int64?
        var warning: String?
    }

    let name = "bench"
    private let entries: Mutex<[Tag: Entry]>
    private let asked = Mutex(0)
    private let failure = Mutex<SourceError?>(nil)
    private let isUnchanged = Mutex<@Sendable () async throws -> Bool>({ true })

    init(folder: FilePath) {
        entries = Mutex([.latest: Entry(folder: folder, revision: "one")])
    }

    func set(_ tag: Tag, to entry: Entry) { entries.withLock { $0[tag] = entry } }

    /// How often a tag was asked for.
    var questions: Int { asked.withLock { $0 } }

    /// Makes every question fail; nil ends it.
    func fail(with error: SourceError?) { failure.withLock { $0 = error } }

    /// What is asked after an evaluation and at the end of a build.
    func answerUnchanged(_ answer: @escaping @Sendable () async throws -> Bool) {
        isUnchanged.withLock { $0 = answer }
    }

    func tags(logger: Logger) async throws -> [Tag] {
        if let error = failure.withLock({ $0 }) { throw error }
        return entries.withLock { Array($0.keys) }
    }

    func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        asked.withLock { $0 += 1 }
        if let error = failure.withLock({ $0 }) { throw error }
        guard let entry = entries.withLock({ $0[tag] }) else { throw SourceError.unknownTag(tag, near: ["latest"]) }
        return PinnedPackages(
            revision: entry.revision, displayRevision: entry.shown ?? "shown \(entry.revision)", time: entry.time,
            warning: entry.warning,
            isUnchanged: { try await self.isUnchanged.withLock { $0 }() },
            files: { _ in PackageFiles(importPath: entry.folder, root: entry.folder) })
    }
}
