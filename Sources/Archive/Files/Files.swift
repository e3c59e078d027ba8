// The one file that calls the C library about files: names go in as bytes, every status is checked, pointers stay here.

internal import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file or directory, closed when the last holder lets go of it.
final class OpenHandle: Sendable {
    let descriptor: CInt

    init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}

/// Calls of the operating system, each throwing the `errno` of its failure.
enum Files {
    /// How many processors there are to work on.
    static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Opens a directory by its path.
    static func openDirectory(_ path: ByteString) throws(Errno) -> OpenHandle {
        try open(path, in: AT_FDCWD, flags: O_DIRECTORY)
    }

    /// Opens a directory by its name in another one; a link is not followed.
    static func openDirectory(_ name: ByteString, in parent: OpenHandle) throws(Errno) -> OpenHandle {
        try open(name, in: parent.descriptor, flags: O_DIRECTORY | O_NOFOLLOW)
    }

    /// Opens a file by its name in a directory; a link is not followed.
    static func openFile(_ name: ByteString, in parent: OpenHandle) throws(Errno) -> OpenHandle {
        try open(name, in: parent.descriptor, flags: O_NONBLOCK | O_NOFOLLOW)
    }

    /// Opens a file by its path, following links.
    static func openFile(at path: ByteString) throws(Errno) -> OpenHandle {
        try open(path, in: AT_FDCWD, flags: O_NONBLOCK)
    }

    private static func open(_ name: ByteString, in parent: CInt, flags: CInt) throws(Errno) -> OpenHandle {
        try withCString(name.bytes) { name throws(Errno) in
            OpenHandle(descriptor: try check(openat(parent, name, O_RDONLY | O_CLOEXEC | flags)))
        }
    }

    /// What an open file is.
    static func status(_ handle: OpenHandle) throws(Errno) -> FileStatus {
        var status = stat()
        try check(fstat(handle.descriptor, &status))
        return FileStatus(status)
    }

    /// What a name in a directory stands for; a link is not followed.
    static func status(_ name: ByteString, in parent: OpenHandle) throws(Errno) -> FileStatus {
        try withCString(name.bytes) { name throws(Errno) in
            var status = stat()
            try check(fstatat(parent.descriptor, name, &status, AT_SYMLINK_NOFOLLOW))
            return FileStatus(status)
        }
    }

    /// Where a link points to.
    static func linkTarget(_ name: ByteString, in parent: OpenHandle) throws(Errno) -> ByteString {
        try withCString(name.bytes) { name throws(Errno) in
            let longest = Int(PATH_MAX)
            var target = [CChar](repeating: 0, count: longest)
            let count = try check(readlinkat(parent.descriptor, name, &target, longest))
            return ByteString(target.prefix(count).map { UInt8(bitPattern: $0) })
        }
    }

    /// Reads what fits into the buffer, fewer bytes only at the end of the file.
    static func read(_ handle: OpenHandle, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = systemRead(handle.descriptor, rest.baseAddress, rest.count)
            if count == -1, errno == EINTR { continue }
            try check(count)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// The names in a directory, in no order, without `.` and `..`. The kind is nil where the file system does not say.
    static func names(in directory: OpenHandle) throws(Errno) -> [(name: ByteString, kind: FileKind?)] {
        // The stream takes its descriptor over, so it gets one of its own.
        let copy = try check(fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0))
        guard let stream = fdopendir(copy) else {
            let cause = Errno(rawValue: errno)
            close(copy)
            throw cause
        }
        defer { closedir(stream) }
        var names: [(name: ByteString, kind: FileKind?)] = []
        while let entry = try nextEntry(of: stream) {
            if entry.name != "." && entry.name != ".." { names.append(entry) }
        }
        return names
    }

    #if canImport(Darwin)
        private typealias Stream = UnsafeMutablePointer<DIR>
    #else
        private typealias Stream = OpaquePointer
    #endif

    private static func nextEntry(of stream: Stream) throws(Errno) -> (name: ByteString, kind: FileKind?)? {
        errno = 0
        guard let entry = readdir(stream) else {
            if errno != 0 { throw Errno(rawValue: errno) }
            return nil
        }
        let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
        let name = UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self)))
        return (ByteString(name), FileKind(directoryEntryType: CInt(entry.pointee.d_type)))
    }

    /// Turns the -1 of a failed call into its `errno`.
    @discardableResult
    static func check<Status: SignedInteger>(_ status: Status) throws(Errno) -> Status {
        if status == -1 { throw Errno(rawValue: errno) }
        return status
    }

    static func withCString<Result>(
        _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        let terminated = (bytes + [0]).map { CChar(bitPattern: $0) }
        return try terminated.withUnsafeBufferPointer { buffer throws(Errno) in
            guard let start = buffer.baseAddress else { throw Errno.invalidArgument }
            return try body(start)
        }
    }
}

/// `read`, under a name that the method of the same name does not hide.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

extension FileKind {
    fileprivate init?(directoryEntryType type: CInt) {
        switch type {
        case CInt(DT_DIR): self = .directory
        case CInt(DT_REG): self = .file
        case CInt(DT_LNK): self = .symlink
        case CInt(DT_FIFO): self = .other("named pipe")
        case CInt(DT_SOCK): self = .other("socket")
        case CInt(DT_CHR), CInt(DT_BLK): self = .other("device")
        default: return nil
        }
    }

    fileprivate init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFREG: self = .file
        case S_IFLNK: self = .symlink
        case S_IFIFO: self = .other("named pipe")
        case S_IFSOCK: self = .other("socket")
        case S_IFCHR, S_IFBLK: self = .other("device")
        default: self = .other("file of an unknown kind")
        }
    }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
        kind = FileKind(mode: status.st_mode)
        size = Int64(status.st_size)
        isExecutable = status.st_mode & S_IXUSR != 0
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = FileTime(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}
