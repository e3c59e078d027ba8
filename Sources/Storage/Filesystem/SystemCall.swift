import Glibc
package import SystemPackage

/// System calls on files: every status is checked here, and C's pointers stay here.
///
/// All of them block: they belong on ``BlockingThreads``, or on threads like those.
package enum SystemCall {
    /// Size and time of a regular file.
    struct FileStatus {
        let size: Int64
        /// Seconds since the epoch.
        let modified: Int64
    }

    /// Opens a file; child processes do not inherit it.
    package static func open(_ path: FilePath, _ flags: CInt) throws(Errno) -> OpenDescriptor {
        let descriptor = try check { path.withPlatformString { Glibc.open($0, flags | O_CLOEXEC, 0o644) } }
        return OpenDescriptor(taking: descriptor)
    }

    /// Size and time of an open file.
    ///
    /// - Throws: `EINVAL` for what is not a regular file.
    static func status(of file: OpenDescriptor) throws(Errno) -> FileStatus {
        var status = stat()
        try check { fstat(file.descriptor, &status) }
        return try FileStatus(status)
    }

    /// Size and time of the file at a path.
    ///
    /// - Throws: `EINVAL` for what is not a regular file.
    static func status(at path: FilePath) throws(Errno) -> FileStatus {
        var status = stat()
        try check { path.withPlatformString { lstat($0, &status) } }
        return try FileStatus(status)
    }

    /// Up to `count` bytes from `offset` on; empty at the file's end.
    static func read(_ file: OpenDescriptor, count: Int, at offset: Int64) throws(Errno) -> [UInt8] {
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(Errno) {
                filled = try check { pread(file.descriptor, buffer.baseAddress, count, off_t(offset)) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Makes a folder, unless there is one.
    ///
    /// - Returns: whether it is new.
    package static func makeFolder(_ path: FilePath) throws(Errno) -> Bool {
        do throws(Errno) { try check { path.withPlatformString { mkdir($0, 0o755) } } } catch .fileExists {
            return false
        }
        return true
    }

    /// Makes a file's contents, or a folder's list of names, durable.
    static func sync(_ file: OpenDescriptor) throws(Errno) { try check { fsync(file.descriptor) } }

    /// Makes a folder's list of names durable.
    static func syncFolder(_ path: FilePath) throws(Errno) { try sync(open(path, O_RDONLY | O_DIRECTORY)) }

    /// Gives a file another name on the same file system, in place of what had it.
    package static func rename(_ path: FilePath, to target: FilePath) throws(Errno) {
        try check { path.withPlatformString { from in target.withPlatformString { Glibc.rename(from, $0) } } }
    }

    /// Gives a file a second name on the same file system.
    ///
    /// - Throws: `EEXIST` when something has that name.
    static func link(_ path: FilePath, to target: FilePath) throws(Errno) {
        try check { path.withPlatformString { from in target.withPlatformString { Glibc.link(from, $0) } } }
    }

    /// Removes a file; one that is not there is no error.
    package static func remove(_ path: FilePath) throws(Errno) {
        do throws(Errno) { try check { path.withPlatformString { unlink($0) } } } catch .noSuchFileOrDirectory {}
    }

    /// Removes an empty folder.
    static func removeFolder(_ path: FilePath) throws(Errno) { try check { path.withPlatformString { rmdir($0) } } }

    /// Takes the lock on an open file, which ends with the last descriptor of it, however the process ends.
    ///
    /// - Returns: false when somebody else holds it (without `waiting`), or when this file system has no locks.
    static func lock(_ file: OpenDescriptor, waiting: Bool) -> Bool {
        do throws(Errno) { return try lock(file, shared: false, waiting: waiting) } catch { return false }
    }

    /// Takes the lock on an open file, together with others who share it or alone.
    ///
    /// - Returns: false when somebody else holds it and `waiting` is false.
    /// - Throws: other trouble: this file system has no locks.
    package static func lock(
        _ file: OpenDescriptor, shared: Bool, waiting: Bool
    ) throws(Errno) -> Bool {
        do throws(Errno) {
            try check { flock(file.descriptor, (shared ? LOCK_SH : LOCK_EX) | (waiting ? 0 : LOCK_NB)) }
        } catch .wouldBlock { return false }
        return true
    }

    /// Bytes that an ordinary user may still write to the file system of a folder.
    static func freeSpace(at folder: FilePath) throws(Errno) -> Int64 {
        let file = try open(folder, O_RDONLY | O_DIRECTORY)
        var status = statvfs()
        try check { fstatvfs(file.descriptor, &status) }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }

    /// The names in a folder, in no order.
    package static func names(in folder: FilePath) throws(Errno) -> [String] {
        guard let stream = folder.withPlatformString({ opendir($0) }) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw Errno(rawValue: errno) }
        return names
    }

    /// Repeats a call that a signal interrupted, and turns its error into a thrown one.
    @discardableResult
    package static func check<Status: SignedInteger>(_ call: () -> Status) throws(Errno) -> Status {
        while true {
            let status = call()
            guard status < 0 else { return status }
            let error = Errno(rawValue: errno)
            if error != .interrupted { throw error }
        }
    }
}

extension SystemCall.FileStatus {
    fileprivate init(_ status: stat) throws(Errno) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec)
    }
}
