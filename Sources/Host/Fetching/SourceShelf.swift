import Storage
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of ``SourceFolders``. All calls block.
///
/// - `KEY/source`: the sources; other files beside it are their maker's. `KEY/lock`: locked, shared, by those who use them; its time says when they last were.
///   `KEY/durable`: there when the sources are safely on disk; holds their size.
/// - `staging/KEY`: what is being made, `staging/KEY.lock` held by who makes it. `staging/KEY.removed-N`: being removed.
/// - `gate`: held for each step that looks for, publishes or takes away a folder.
final class SourceShelf: Sendable {
    let root: FilePath
    private let isPrepared = Mutex(false)

    init(root: FilePath) { self.root = root }

    /// A folder that is being made.
    struct Making: Sendable {
        let key: String
        /// Where `source` is to be.
        let staging: FilePath
        fileprivate let lock: OpenDescriptor
    }

    /// What was found under a key.
    enum Taken: Sendable {
        case found(SourceFolder)
        case started(Making)
        /// Another process makes it.
        case busy
    }

    var staging: FilePath { root.appending("staging") }

    /// Finds a folder, or becomes the one to make it.
    func take(_ key: String) throws -> Taken {
        guard Self.isKey(key) else { throw Errno.invalidArgument }
        try prepare()
        return try withGate {
            if let folder = try open(key) { return .found(folder) }
            let lock = try SystemCall.open(staging.appending("\(key).lock"), O_RDWR | O_CREAT)
            guard try SystemCall.lock(lock, shared: false, waiting: false) else { return .busy }
            let folder = staging.appending(key)
            FolderTree.remove(folder)
            _ = try SystemCall.makeFolder(folder)
            return .started(Making(key: key, staging: folder, lock: lock))
        }
    }

    /// Shows a folder that has been made.
    func publish(_ making: Making) throws -> SourceFolder {
        let lock = try SystemCall.open(making.staging.appending("lock"), O_RDWR | O_CREAT)
        _ = try SystemCall.lock(lock, shared: true, waiting: true)
        try withGate {
            try SystemCall.rename(making.staging, to: root.appending(making.key))
            try SystemCall.remove(staging.appending("\(making.key).lock"))
        }
        return SourceFolder(path: root.appending(making.key).appending("source"), lock: lock)
    }

    /// Removes what was made so far.
    func discard(_ making: Making) {
        FolderTree.remove(making.staging)
        // What stays is removed by the next making or at the next start.
        try? withGate { try SystemCall.remove(staging.appending("\(making.key).lock")) }
    }

    /// The folder that was used last, other than one.
    func lastUsed(except key: String) throws -> SourceFolder? {
        try withGate {
            guard let last = try entries().filter({ $0.key != key }).max(by: { $0.used < $1.used }) else { return nil }
            return try open(last.key)
        }
    }

    private func open(_ key: String) throws -> SourceFolder? {
        let folder = root.appending(key)
        do {
            let lock = try SystemCall.open(folder.appending("lock"), O_RDWR)
            _ = try SystemCall.lock(lock, shared: true, waiting: true)
            return SourceFolder(path: folder.appending("source"), lock: lock)
        } catch Errno.noSuchFileOrDirectory {
            return nil
        }
    }

    /// Runs one step of at most a few calls, alone among all processes.
    func withGate<Value>(_ body: () throws -> Value) throws -> Value {
        let gate = try SystemCall.open(root.appending("gate"), O_RDWR | O_CREAT)
        _ = try SystemCall.lock(gate, shared: false, waiting: true)
        defer { withExtendedLifetime(gate) {} }
        return try body()
    }

    /// Makes the folders and removes what dead processes left, once.
    private func prepare() throws {
        try isPrepared.withLock { isPrepared in
            guard !isPrepared else { return }
            try createFolders(staging)
            try withGate { try removeLeftovers() }
            isPrepared = true
        }
    }

    private static func isKey(_ key: String) -> Bool {
        !key.isEmpty && key != "staging" && key != "gate" && key.utf8.count <= 200 && !key.hasPrefix(".")
            && !key.hasSuffix(".lock")
            && key.utf8.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
            }
    }
}
