import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// This process's folder of garbage collector roots, and the cleaning of those that dead processes left.
///
/// Each process holds a lock on a file beside its folder for as long as it lives. A lock is more certain than a process id, which
/// may come again and means nothing in another container. A folder's life starts and ends under the lock of the folder above.
final class RootFolder: Sendable {
    private let folder: FilePath
    private let lockFile: FilePath
    private let lock: FileDescriptor
    private let counter = Mutex(0)

    /// - Parameter parent: the folder for all processes; made when it is missing.
    init(in parent: FilePath) throws {
        try FolderTools.make(parent)
        let name = "\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        folder = parent.appending(name)
        lockFile = parent.appending("\(name).lock")
        let gate = try Self.open(parent.appending("gate"))
        defer {
            // Closing it gives the gate free; it holds no data that could be lost.
            try? gate.close()
        }
        _ = try FolderTools.lock(gate, wait: true)
        Self.removeDead(in: parent)
        lock = try Self.open(lockFile)
        _ = try FolderTools.lock(lock, wait: true)
        try FolderTools.make(folder)
    }

    deinit {
        FolderTools.removeLinks(in: folder)
        _ = lockFile.withPlatformString { unlink($0) }
        // Closing it gives the lock free; it holds no data that could be lost.
        try? lock.close()
    }

    /// A new folder for the roots of one scope.
    func makeScope() throws -> FilePath {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let scope = folder.appending("\(number)")
        try FolderTools.make(scope)
        return scope
    }

    private static func open(_ file: FilePath) throws -> FileDescriptor {
        try FileDescriptor.open(
            file, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
    }

    /// Whoever gets the lock of a folder knows that its process is gone.
    private static func removeDead(in parent: FilePath) {
        // What cannot be listed or opened stays, and is tried again at the next start.
        for name in (try? FolderTools.names(in: parent)) ?? [] where name.hasSuffix(".lock") {
            let lockFile = parent.appending(name)
            guard let lock = try? open(lockFile) else { continue }
            if (try? FolderTools.lock(lock, wait: false)) == true {
                FolderTools.removeLinks(in: parent.appending(String(name.dropLast(".lock".count))))
                _ = lockFile.withPlatformString { unlink($0) }
            }
            try? lock.close()
        }
    }
}
