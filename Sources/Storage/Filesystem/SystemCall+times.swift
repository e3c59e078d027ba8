import Glibc
package import SystemPackage

/// Times in nanoseconds since the epoch. Only here: in a module that also uses Dispatch, `timespec` may seem to be of that.
extension SystemCall {
    /// When the file at a path was last changed.
    package static func modificationTime(at path: FilePath) throws(Errno) -> Int64 {
        var status = stat()
        try check { path.withPlatformString { lstat($0, &status) } }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    /// The exact time; the system's own stamps are some milliseconds old.
    package static func now() -> Int64 {
        let now = clock()
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Gives an open file the exact time as that of its last change.
    package static func touch(_ file: OpenDescriptor) throws(Errno) {
        let now = clock()
        try check { futimens(file.descriptor, [now, now]) }
    }

    private static func clock() -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return now
    }
}
