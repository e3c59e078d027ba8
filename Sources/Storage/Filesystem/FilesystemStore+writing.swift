import SystemPackage

extension FilesystemStore {
    package func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try Task.checkCancellation()
        return try await blocking(key, "writing it") { () throws(Errno) in
            let file = try staging.makeFile()
            do throws(Errno) {
                try file.write(bytes, by: writeCall)
                try file.sync()
                CrashPoint.reach(.putWritten)
                return try publish(file, at: key, condition: condition, named: .putRenamed)
            } catch {
                file.discard()
                throw error
            }
        }
    }

    @discardableResult
    package func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        try await FilesystemWriter(file: makeFile(), store: self).upload(body)
    }

    /// Gives a staged and synced file its name in the store; the name is durable at the end. Blocks.
    ///
    /// - Parameter named: where tests may end the process once the name is there.
    /// - Returns: false when there is an object already and the condition forbids to replace it; that one is made durable,
    ///   for the caller builds on it.
    func publish(
        _ file: StagedFile, at key: ObjectKey, condition: WriteCondition, named: CrashPoint
    ) throws(Errno) -> Bool {
        let target = layout.path(of: key)
        let folder = target.removingLastComponent()
        let isPlaced: Bool
        try folders.prepare(folder)
        do throws(Errno) {
            isPlaced = try place(file, at: target, condition: condition)
        } catch .noSuchFileOrDirectory {
            folders.forget()
            try folders.prepare(folder)
            isPlaced = try place(file, at: target, condition: condition)
        }
        CrashPoint.reach(named)
        try SystemCall.syncFolder(folder)
        return isPlaced
    }

    private func place(
        _ file: StagedFile, at target: FilePath, condition: WriteCondition
    ) throws(Errno) -> Bool {
        switch condition {
        case .always:
            try SystemCall.rename(file.path, to: target)
            return true
        case .absent:
            // A second name and then no first one: link(2) is the one call that places a file only if there is none, on
            // every file system and in every libc.
            var isFree = true
            do throws(Errno) { try SystemCall.link(file.path, to: target) } catch .fileExists { isFree = false }
            file.discard()
            return isFree
        }
    }

    private func makeFile() async throws -> StagedFile {
        let staging = staging
        do throws(Errno) {
            return try await threads.run { () throws(Errno) in
                let file = try staging.makeFile()
                CrashPoint.reach(.uploadBegun)
                return file
            }
        } catch { throw StorageError(error, key: root.string, doing: "beginning an upload") }
    }
}
