package import Logging
package import SystemPackage

/// Folders of sources that were unpacked or checked out, one for each content: `ROOT/KEY/source`.
///
/// - A folder is there whole or not at all, also for other processes on the same root, and never changes.
/// - Each is made once: who asks meanwhile waits, in this process and in others. When all callers have given up, the making
///   is cancelled. What a failed, cancelled or killed making leaves is removed, at the latest at the next start.
/// - Those beyond a size are removed, least recently used first, and those that were not used for 30 days; but none that is in
///   use or was within ten minutes.
package final class SourceFolders: Sendable {
    private let shelf: SourceShelf
    private let maximumBytes: Int64
    private let logger: Logger
    private let flights = SingleFlight<String, SourceFolder>(stopsWhenAbandoned: true)
    private let tidying = SerialTasks()

    /// - Parameters:
    ///   - root: the folder for all of them; made when it is missing.
    ///   - maximumBytes: bytes of all files of all folders, those that are hard-linked counted in each.
    package init(root: FilePath, maximumBytes: Int64, logger: Logger) {
        shelf = SourceShelf(root: root)
        self.maximumBytes = maximumBytes
        self.logger = logger
    }

    /// The folder of a content, made first where it is missing.
    ///
    /// - Parameters:
    ///   - key: names the content for ever; letters, digits, `-`, `_` and inner dots.
    ///   - make: fills `staging/source`; what else it leaves in `staging` stays beside it. It may hard-link files of `previous`, the folder of this root that was used last.
    /// - Throws: ``SourceError/unavailable(_:)`` when the folder cannot be kept, `CancellationError`, or what `make` throws.
    package func folder(
        _ key: String, logger: Logger,
        make: @escaping @Sendable (_ staging: FilePath, _ previous: SourceFolder?) async throws -> Void
    ) async throws -> SourceFolder {
        try await flights.run(key) { try await self.findOrMake(key, logger, make) }
    }

    /// Waits until nothing is being written to disk or removed in the background.
    package func settle() async { await tidying.wait() }

    /// Pause between two looks at what another process makes.
    private static let pause = Duration.milliseconds(200)

    private func findOrMake(
        _ key: String, _ logger: Logger, _ make: @Sendable (FilePath, SourceFolder?) async throws -> Void
    ) async throws -> SourceFolder {
        var isWaiting = false
        while true {
            switch try await onDisk({ [shelf] in try shelf.take(key) }) {
            case .found(let folder): return folder
            case .started(let making): return try await finish(making, make)
            case .busy:
                if !isWaiting {
                    logger.info("waiting for sources that another process fetches", metadata: ["key": "\(key)"])
                }
                isWaiting = true
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private func finish(
        _ making: SourceShelf.Making, _ make: @Sendable (FilePath, SourceFolder?) async throws -> Void
    ) async throws -> SourceFolder {
        do {
            let previous = try await onDisk { [shelf] in try shelf.lastUsed(except: making.key) }
            try await make(making.staging, previous)
            try Task.checkCancellation()
            let folder = try await onDisk { [shelf] in try shelf.publish(making) }
            tidy(after: folder, key: making.key)
            return folder
        } catch {
            // A task of its own, since a cancelled one can do nothing any more.
            await Task { [shelf] in try? await Blocking.run { shelf.discard(making) } }.value
            throw error
        }
    }

    /// Makes a new folder durable, and removes what is too much: nobody waits for that.
    private func tidy(after folder: SourceFolder, key: String) {
        tidying.add { [shelf, maximumBytes, logger, path = folder.path, lock = folder.lock] in
            do {
                try await Blocking.run {
                    try withExtendedLifetime(lock) { try shelf.makeDurable(path, key: key) }
                    try shelf.removeSurplus(over: maximumBytes)
                }
            } catch {
                logger.warning("sources cannot be tidied", metadata: ["folder": "\(shelf.root)", "error": "\(error)"])
            }
        }
    }

    /// Runs calls on the root. The path goes to the log only: users see what is thrown.
    private func onDisk<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        do {
            return try await Blocking.run(work)
        } catch let cause as Errno {
            logger.error("sources cannot be kept", metadata: ["folder": "\(shelf.root)", "error": "\(cause)"])
            throw SourceError.unavailable("the registry cannot keep the sources of the package set: \(cause)")
        }
    }
}
