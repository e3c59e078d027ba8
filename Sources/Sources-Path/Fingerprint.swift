import Host
import Nix
import OCI
import SystemPackage

import struct Crypto.SHA256

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What tells one state of a folder from another without reading its files: relative names, kinds, modes, sizes,
/// modification times and link targets of all that is in it, without `.git` and Nix's `result` links.
struct Fingerprint: Hashable, Sendable {
    private let digest: Digest
    private let newest: Int64
    private let taken: Int64

    /// Whether the newest file was already older than a clock tick of the kernel when the fingerprint was taken: a file
    /// written twice within one tick could otherwise change and keep its time.
    var isSettled: Bool { newest < taken - 20_000_000 }

    /// - Throws: ``SourceError/unavailable(_:)`` when something in the folder cannot be read.
    init(of root: FilePath) throws {
        var walk = FolderWalk()
        // The place is part of what a package set can see of itself.
        walk.add(Array(root.string.utf8))
        taken = FolderWalk.now()
        try walk.add(root, relative: [])
        digest = Digest(walk.hash.finalize())
        newest = walk.newest
    }

    static func == (left: Fingerprint, right: Fingerprint) -> Bool { left.digest == right.digest }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }

    /// The revision of packages imported from this state of the folder.
    func revision(importing file: String, evaluation: EvaluationOptions) -> String {
        SourceRevision.hash(kind: "path", content: digest.hex, file: file, evaluation: evaluation)
    }
}

/// Hashes the entries of a folder and all below it, in the order of their names' bytes.
private struct FolderWalk {
    var hash = SHA256()
    var newest: Int64 = 0

    mutating func add(_ folder: FilePath, relative: [UInt8]) throws {
        for name in try FolderWalk.names(in: folder) {
            try add(name, in: folder, relative: relative)
        }
    }

    private mutating func add(_ name: [CChar], in folder: FilePath, relative: [UInt8]) throws {
        let path = name.withUnsafeBufferPointer { buffer -> FilePath? in
            buffer.baseAddress.map { folder.appending(FilePath(platformString: $0).components) }
        }
        guard let path else { return }
        var status = stat()
        guard path.withPlatformString({ lstat($0, &status) }) == 0 else {
            // Gone since the folder was listed: the next fingerprint tells.
            if errno == ENOENT { return }
            throw FolderWalk.unreadable(path)
        }
        let kind = status.st_mode & S_IFMT
        if FolderWalk.isLeftOut(name, isLink: kind == S_IFLNK) { return }
        let below = relative + name.dropLast().map { UInt8(bitPattern: $0) }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        add(below)
        // A folder's own size and time change with things that are left out, such as .git.
        let isFolder = kind == S_IFDIR
        // A time in the future says nothing about when the file was written.
        if !isFolder, modified <= FolderWalk.now() { newest = max(newest, modified) }
        add([Int64(status.st_mode), isFolder ? 0 : Int64(status.st_size), isFolder ? 0 : modified])
        if kind == S_IFLNK { add(try FolderWalk.target(of: path, size: Int(status.st_size))) }
        if isFolder { try add(path, relative: below + [UInt8(ascii: "/")]) }
    }

    mutating func add(_ bytes: [UInt8]) {
        add([Int64(bytes.count)])
        hash.update(data: bytes)
    }

    private mutating func add(_ numbers: [Int64]) {
        for number in numbers {
            withUnsafeBytes(of: number.littleEndian) { hash.update(bufferPointer: $0) }
        }
    }

    /// Git's own files, and the links that Nix leaves beside what it builds.
    private static func isLeftOut(_ name: [CChar], isLink: Bool) -> Bool {
        let text = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text == ".git" || (isLink && text.hasPrefix("result"))
    }

    /// The names in a folder with their ending zero, sorted by bytes.
    private static func names(in folder: FilePath) throws -> [[CChar]] {
        guard let directory = folder.withPlatformString({ opendir($0) }) else { throw unreadable(folder) }
        defer { closedir(directory) }
        var names: [[CChar]] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { start in
                    Array(UnsafeBufferPointer(start: start, count: strlen(start) + 1))
                }
            }
            if name != [46, 0], name != [46, 46, 0] { names.append(name) }
        }
        return names.sorted { left, right in
            left.lexicographicallyPrecedes(right) { UInt8(bitPattern: $0) < UInt8(bitPattern: $1) }
        }
    }

    private static func target(of link: FilePath, size: Int) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: size + 1)
        let count = buffer.withUnsafeMutableBufferPointer { bytes in
            link.withPlatformString { link in
                bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { readlink(link, $0, size + 1) } ?? -1 }
            }
        }
        guard count >= 0 else { throw unreadable(link) }
        return Array(buffer.prefix(count))
    }

    /// Only the last component: users see this.
    private static func unreadable(_ path: FilePath) -> SourceError {
        let cause = Errno(rawValue: errno)
        return .unavailable("'\(path.lastComponent?.string ?? "/")' in the package set cannot be read: \(cause)")
    }

    /// Nanoseconds since the epoch; never behind the clock that file times come from.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
