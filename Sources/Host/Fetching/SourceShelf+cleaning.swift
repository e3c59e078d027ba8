import Storage
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SourceShelf {
    /// A folder as cleaning sees it.
    struct Entry {
        let key: String
        /// Nanoseconds since the epoch.
        let used: Int64
        /// Bytes; nil as long as it is not durable.
        let size: Int64?
    }

    /// How long after its last use a folder stays: who resolved a tag may be about to ask for its files.
    private static let grace: Int64 = 600 * 1_000_000_000
    /// How long after its last use a folder goes, however much room there is: 30 days.
    private static let maximumAge: Int64 = 30 * 86_400 * 1_000_000_000

    /// Every folder, the least recently used first.
    func entries() throws -> [Entry] {
        let names = try SystemCall.names(in: root).filter { $0 != "gate" && $0 != "staging" }
        return names.compactMap { key in
            let lock = root.appending(key).appending("lock")
            // What has no lock is none of ours.
            guard let used = try? SystemCall.modificationTime(at: lock) else { return nil }
            return Entry(key: key, used: used, size: recordedSize(key))
        }.sorted { ($0.used, $0.key) < ($1.used, $1.key) }
    }

    /// Waits until a folder's files are on disk, and says so beside them. A folder without that note is not believed after
    /// a crash of the machine.
    func makeDurable(_ folder: FilePath, key: String) throws {
        try FolderTree.sync(root)
        let note = try SystemCall.open(root.appending(key).appending("durable"), O_WRONLY | O_CREAT)
        _ = try FileDescriptor(rawValue: note.descriptor).writeAll("\(try FolderTree.size(of: folder))".utf8)
        withExtendedLifetime(note) {}
    }

    /// Removes folders that were not used for long, then the least recently used until the rest is small enough.
    func removeSurplus(over maximumBytes: Int64) throws {
        let removed = try withGate {
            let entries = try entries()
            let now = SystemCall.now()
            var total = entries.reduce(0) { $0 + ($1.size ?? 0) }
            var removed: [FilePath] = []
            for entry in entries where entry.used < now - Self.grace {
                guard total > maximumBytes || entry.used < now - Self.maximumAge else { continue }
                guard let path = try takeAway(entry.key) else { continue }
                removed.append(path)
                total -= entry.size ?? 0
            }
            return removed
        }
        for path in removed { FolderTree.remove(path) }
    }

    /// Removes what dead processes were making or removing, and what may have been lost with the machine's memory.
    func removeLeftovers() throws {
        for name in try SystemCall.names(in: staging) where !name.hasSuffix(".lock") {
            let lockFile = staging.appending("\(name).lock")
            let lock = try SystemCall.open(lockFile, O_RDWR | O_CREAT)
            guard try SystemCall.lock(lock, shared: false, waiting: false) else { continue }
            FolderTree.remove(staging.appending(name))
            try SystemCall.remove(lockFile)
        }
        for entry in try entries() where entry.size == nil {
            if let path = try takeAway(entry.key) { FolderTree.remove(path) }
        }
    }

    /// Moves a folder out of sight, unless somebody uses it.
    private func takeAway(_ key: String) throws -> FilePath? {
        let lock = try SystemCall.open(root.appending(key).appending("lock"), O_RDWR)
        guard try SystemCall.lock(lock, shared: false, waiting: false) else { return nil }
        let path = staging.appending("\(key).removed-\(UInt64.random(in: 0...UInt64.max))")
        try SystemCall.rename(root.appending(key), to: path)
        return path
    }

    private func recordedSize(_ key: String) -> Int64? {
        // Not there, or cut short by a crash: it does not count as durable.
        guard let file = try? SystemCall.open(root.appending(key).appending("durable"), O_RDONLY) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = buffer.withUnsafeMutableBytes { read(file.descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? Int64(String(decoding: buffer.prefix(count), as: UTF8.self)) : nil
    }
}
