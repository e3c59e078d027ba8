import FoundationEssentials
import Host
import Nix
import OCI
import Storage
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The narinfos of one binary cache that were read before, kept in one file: a narinfo is a line, `BASENAME SIZE REFERENCE…`.
///
/// What was appended is there after the process was killed. A line that was cut short by it is dropped when the file is opened
/// again, and a line that cannot be read is as good as not there. One process at a time uses it. The file grows until a run is
/// complete; then what that run did not need is left out.
final class NarInfoJournal: Sendable {
    private let handle: OpenDescriptor
    private let path: FilePath

    /// Opens or makes the file, reads it, and runs `body`.
    ///
    /// - Parameter folder: made where it is missing; one file for each binary cache lies in it.
    /// - Throws: ``PopularityError``, or what `body` throws.
    static func with<Value>(
        _ folder: FilePath, of cache: FetchAddress, _ body: (NarInfoJournal, NarInfoTable) async throws -> Value
    ) async throws -> Value {
        let (journal, table) = try await open(in: folder, of: cache)
        // Whoever else holds the file still, the next may have it.
        defer { flock(journal.handle.descriptor, LOCK_UN) }
        return try await body(journal, table)
    }

    private static func open(in folder: FilePath, of cache: FetchAddress) async throws -> (NarInfoJournal, NarInfoTable)
    {
        try await Blocking.run {
            try PopularityError.ofFile(folder) {
                try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
            }
            let name = "narinfos-1-\(Digest(of: Array(cache.description.utf8)).hex.prefix(16))"
            let path = folder.appending(name)
            return try PopularityError.ofFile(path) {
                let journal = try NarInfoJournal(path)
                return (journal, try journal.read())
            }
        }
    }

    private init(_ path: FilePath) throws {
        self.path = path
        handle = try Self.lock(path)
    }

    private static func lock(_ path: FilePath) throws -> OpenDescriptor {
        while true {
            let handle = try SystemCall.open(path, O_RDWR | O_CREAT | O_APPEND)
            guard try SystemCall.lock(handle, shared: false, waiting: false) else {
                throw PopularityError.inUse(path)
            }
            // Whoever held it may have replaced the file after it was opened here.
            if try isCurrent(handle, path) { return handle }
        }
    }

    /// Whether an open file is the one that the path names.
    private static func isCurrent(_ handle: OpenDescriptor, _ path: FilePath) throws(Errno) -> Bool {
        var (open, named) = (stat(), stat())
        guard fstat(handle.descriptor, &open) == 0, stat(path.string, &named) == 0 else {
            let cause = Errno(rawValue: errno)
            guard cause == .noSuchFileOrDirectory else { throw cause }
            return false
        }
        return (open.st_dev, open.st_ino) == (named.st_dev, named.st_ino)
    }

    private var file: FileDescriptor { FileDescriptor(rawValue: handle.descriptor) }

    /// Adds a line.
    func append(_ info: NarInfo) async throws {
        let line = Array(Self.line(info).utf8)
        try await Blocking.run { [self] in
            try PopularityError.ofFile(path) { _ = try file.writeAll(line) }
        }
    }

    /// Replaces all lines by those of some paths, as the last thing that is done with the journal. Killed meanwhile, the next one finds
    /// the old lines.
    func replace(with paths: [StorePath], of table: NarInfoTable) async throws {
        try await Blocking.run { [self] in
            try PopularityError.ofFile(path) {
                // Only who holds the lock writes it, so what a killed process left of it is written over.
                let staged = FilePath("\(path).new")
                let file = try FileDescriptor.open(
                    staged, .writeOnly, options: [.create, .truncate, .closeOnExec],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead])
                try file.closeAfter { try Self.write(paths, of: table, to: file) }
                try SystemCall.rename(staged, to: path)
            }
        }
    }

    private static func write(_ paths: [StorePath], of table: NarInfoTable, to file: FileDescriptor) throws {
        var lines: [UInt8] = []
        for path in paths {
            if let info = table[path] { lines += line(info).utf8 }
            guard lines.count >= 1 << 20 else { continue }
            try file.writeAll(lines)
            lines = []
        }
        try file.writeAll(lines)
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Reads all lines, and cuts off what follows the last whole one.
    private func read() throws -> NarInfoTable {
        var table = NarInfoTable()
        var (waiting, whole) = ([UInt8](), Int64(0))
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = try buffer.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
            waiting += buffer.prefix(count)
            guard let end = waiting.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            for line in waiting[..<end].split(separator: UInt8(ascii: "\n")) {
                if let info = Self.parse(String(decoding: line, as: UTF8.self)) { table.insert(info) }
            }
            whole += Int64(end + 1)
            waiting.removeFirst(end + 1)
        }
        try file.resize(to: whole)
        return table
    }

    private static func line(_ info: NarInfo) -> String {
        ([info.path.baseName, "\(info.narSize)"] + info.references.map(\.baseName)).joined(separator: " ") + "\n"
    }

    private static func parse(_ line: String) -> NarInfo? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 2, let size = Int64(words[1]), NarInfo.sizes.contains(size) else { return nil }
        // Which rule a path breaks does not matter: the narinfo is read again.
        let paths = ([words[0]] + words[2...]).map { try? StorePath("\(StorePath.storeFolder)/\($0)") }
        guard let path = paths[0], !paths.contains(nil) else { return nil }
        return NarInfo(path: path, narSize: size, references: paths.dropFirst().compactMap { $0 })
    }
}
