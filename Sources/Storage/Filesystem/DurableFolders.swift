import Glibc
import Synchronization
import SystemPackage

/// Makes the folders that objects go into, and makes sure that they survive a power cut.
///
/// A folder that is there may have been made by somebody who has not synced its parent yet. So the first use of each folder
/// by this process syncs its parent, whoever made it; later uses cost nothing.
final class DurableFolders: Sendable {
    /// A folder that is known to be durable; all others lie below it.
    private let top: FilePath
    private let known = Mutex<Set<FilePath>>([])

    /// Keys with many different folders must not fill the memory: beyond this the set starts anew.
    private static let limit = 20_000

    init(below top: FilePath) { self.top = top }

    /// Makes a folder and those between it and the top, where they are not there.
    func prepare(_ folder: FilePath) throws(Errno) {
        guard folder != top, !known.withLock({ $0.contains(folder) }) else { return }
        let parent = folder.removingLastComponent()
        try prepare(parent)
        _ = try SystemCall.makeFolder(folder)
        try SystemCall.syncFolder(parent)
        known.withLock { known in
            if known.count >= DurableFolders.limit { known.removeAll() }
            known.insert(folder)
        }
    }

    /// Takes nothing for granted any more: somebody removed folders.
    func forget() { known.withLock { $0.removeAll() } }

    /// Makes a folder and all its parents, where they are not there; what is new is durable at the end.
    static func make(_ folder: FilePath) throws(Errno) {
        let parent = folder.removingLastComponent()
        let isNew: Bool
        do throws(Errno) { isNew = try SystemCall.makeFolder(folder) } catch .noSuchFileOrDirectory {
            guard parent != folder, !parent.isEmpty else { throw .noSuchFileOrDirectory }
            try make(parent)
            isNew = try SystemCall.makeFolder(folder)
        }
        // A parent that was there may forbid to be opened: it is only touched when there is something to make durable.
        if isNew { try SystemCall.syncFolder(parent.isEmpty ? "." : parent) }
    }
}
