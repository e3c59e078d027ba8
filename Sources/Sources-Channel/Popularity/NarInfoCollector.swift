import Host
import Nix

/// Reads the narinfos of many store paths, a bounded number at once: the next is asked for when one has been written down.
struct NarInfoCollector {
    let cache: BinaryCache
    let journal: NarInfoJournal
    let concurrency: Int
    /// Whether paths that are only referred to are read as well.
    let followsReferences: Bool
    let report: @Sendable (PopularityProgress) -> Void
    private(set) var table: NarInfoTable
    private(set) var progress = PopularityProgress()

    private var waiting: [StorePath] = []
    private var seen: Set<StorePath> = []
    private var failuresInARow = 0

    init(
        _ cache: BinaryCache, _ journal: NarInfoJournal, knowing table: NarInfoTable, concurrency: Int,
        followsReferences: Bool, report: @escaping @Sendable (PopularityProgress) -> Void
    ) {
        (self.cache, self.journal, self.table) = (cache, journal, table)
        (self.concurrency, self.followsReferences, self.report) = (concurrency, followsReferences, report)
    }

    /// - Throws: ``PopularityError``, `CancellationError`. What was read until then is in the journal.
    mutating func collect(_ paths: [StorePath]) async throws {
        // The first of the list is the first to be read.
        add(paths.reversed())
        try await withThrowingTaskGroup(of: BinaryCache.Answer.self) { group in
            var running = 0
            while true {
                while running < concurrency, let path = nextUnknown() {
                    group.addTask { [cache] in try await cache.ask(path) }
                    running += 1
                }
                guard let answer = try await group.next() else { return }
                running -= 1
                try await take(answer)
                report(progress)
            }
        }
    }

    private mutating func add(_ paths: some Sequence<StorePath>) {
        for path in paths where seen.insert(path).inserted { waiting.append(path) }
        progress.total = seen.count
    }

    /// The next path that has to be asked for.
    private mutating func nextUnknown() -> StorePath? {
        while let path = waiting.popLast() {
            guard let known = table[path] else { return path }
            progress.done += 1
            if followsReferences { add(known.references) }
        }
        return nil
    }

    private mutating func take(_ answer: BinaryCache.Answer) async throws {
        progress.asked += 1
        progress.done += 1
        if case .failed(let path, let error) = answer {
            progress.failed.add(path, error.description)
            failuresInARow += 1
            // Not one path's fault any more.
            guard failuresInARow < max(concurrency, 8) else { throw PopularityError.unreachable(error) }
            return
        }
        failuresInARow = 0
        switch answer {
        case .found(let info):
            try await journal.append(info)
            table.insert(info)
            if followsReferences { add(info.references) }
        case .missing(let path): progress.missing.add(path, "the binary cache does not have it")
        case .malformed(let path, let error): progress.malformed.add(path, error.description)
        case .failed: break
        }
    }
}
