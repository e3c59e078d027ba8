// Making files, folders and links by their names in an open directory.

internal import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Files {
    /// Makes a directory that everybody may read.
    static func makeDirectory(_ name: ByteString, in parent: OpenHandle) throws(Errno) {
        try withCString(name.bytes) { name throws(Errno) in
            try check(mkdirat(parent.descriptor, name, 0o755))
            // The process's mask may have taken something away.
            try check(fchmodat(parent.descriptor, name, 0o755, 0))
        }
    }

    /// Makes a file and opens it for writing.
    ///
    /// - Throws: `EEXIST` when something has that name.
    static func makeFile(_ name: ByteString, in parent: OpenHandle, isExecutable: Bool) throws(Errno) -> OpenHandle {
        let mode: mode_t = isExecutable ? 0o755 : 0o644
        return try withCString(name.bytes) { name throws(Errno) in
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let handle = OpenHandle(descriptor: try check(openat(parent.descriptor, name, flags, mode)))
            try check(fchmod(handle.descriptor, mode))
            return handle
        }
    }

    /// Makes a symbolic link.
    static func makeLink(_ name: ByteString, in parent: OpenHandle, to target: ByteString) throws(Errno) {
        try withCString(name.bytes) { name throws(Errno) in
            try withCString(target.bytes) { target throws(Errno) in
                _ = try check(symlinkat(target, parent.descriptor, name))
            }
        }
    }

    /// Gives a file another name; a link is not followed.
    static func makeHardLink(
        _ name: ByteString, in parent: OpenHandle, to target: ByteString, in targetParent: OpenHandle
    ) throws(Errno) {
        try withCString(name.bytes) { name throws(Errno) in
            try withCString(target.bytes) { target throws(Errno) in
                _ = try check(linkat(targetParent.descriptor, target, parent.descriptor, name, 0))
            }
        }
    }

    /// Writes all bytes at an offset.
    static func write(_ bytes: UnsafeRawBufferPointer, to handle: OpenHandle, at offset: Int64) throws(Errno) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(handle.descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
            if count == -1, errno == EINTR { continue }
            written += try check(count)
        }
    }

    /// Sets a file's length; what was not written reads as zeros.
    static func setSize(_ size: Int64, of handle: OpenHandle) throws(Errno) {
        try check(ftruncate(handle.descriptor, off_t(size)))
    }
}
