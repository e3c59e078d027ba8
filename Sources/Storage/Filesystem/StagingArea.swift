import Glibc
import Synchronization
import SystemPackage

/// Where files are written before they are objects: `staging/PID-RANDOM/`, one folder for each opened store.
///
/// Each opened store holds a lock on a file in its folder, and the system lets go of it however the process ends. A store that
/// opens removes the folders that nobody holds. Process numbers alone would not do: they are used again, and replicas in
/// containers on one volume do not see each other's.
final class StagingArea: Sendable {
    private let folder: FilePath
    private let lock: OpenDescriptor
    private let count = Atomic<UInt64>(0)
    private static let lockName = "lock"

    /// - Parameter staging: an existing folder, on the same file system as the objects.
    init(in staging: FilePath) throws(Errno) {
        // Held to the end: between making a folder and locking it, it must not look dead to another process.
        let turn = try SystemCall.open(staging.appending(StagingArea.lockName), O_RDWR | O_CREAT)
        if SystemCall.lock(turn, waiting: true) { try StagingArea.removeDead(in: staging) }
        folder = staging.appending("\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))")
        _ = try SystemCall.makeFolder(folder)
        lock = try SystemCall.open(folder.appending(StagingArea.lockName), O_RDWR | O_CREAT)
        _ = SystemCall.lock(lock, waiting: false)  // Where there are no locks, nobody removes anything either.
        withExtendedLifetime(turn) {}
    }

    deinit { StagingArea.remove(folder) }

    /// A new, empty file.
    func makeFile() throws(Errno) -> StagedFile {
        let path = folder.appending(String(count.add(1, ordering: .relaxed).newValue))
        return StagedFile(path: path, descriptor: try SystemCall.open(path, O_WRONLY | O_CREAT | O_EXCL))
    }

    private static func removeDead(in staging: FilePath) throws(Errno) {
        for name in try SystemCall.names(in: staging) where name != lockName {
            let folder = staging.appending(name)
            do throws(Errno) {
                let lock = try SystemCall.open(folder.appending(lockName), O_RDWR)
                if SystemCall.lock(lock, waiting: false) { remove(folder) }
            } catch .noSuchFileOrDirectory {
                remove(folder)
            } catch {}  // Another user's, or no folder at all: it stays, and does no harm.
        }
    }

    /// Removes a folder of files as far as it can; what stays is removed by the next store that opens.
    private static func remove(_ folder: FilePath) {
        do throws(Errno) {
            let names = try SystemCall.names(in: folder)
            for name in names where name != lockName { try SystemCall.remove(folder.appending(name)) }
            try SystemCall.remove(folder.appending(lockName))
            try SystemCall.removeFolder(folder)
        } catch {}
    }
}
