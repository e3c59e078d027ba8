import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open folder, whose entries are made by name, so that no link on the way is ever followed.
final class FolderHandle {
    /// A name with its ending zero, as libgit2 and the system give it.
    typealias Name = UnsafePointer<CChar>

    let descriptor: CInt

    init(_ path: FilePath) throws(Errno) {
        descriptor = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw Errno(rawValue: errno) }
    }

    private init(_ name: Name, in parent: FolderHandle) throws(Errno) {
        descriptor = openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 { throw Errno(rawValue: errno) }
    }

    deinit { close(descriptor) }

    func folder(_ name: Name) throws(Errno) -> FolderHandle { try FolderHandle(name, in: self) }

    func makeFolder(_ name: Name) throws(Errno) -> FolderHandle {
        try check(mkdirat(descriptor, name, 0o755))
        return try folder(name)
    }

    /// Writes a file that nobody may write to any more, because coming checkouts may share it.
    func makeFile(_ name: Name, _ bytes: UnsafeRawBufferPointer, isExecutable: Bool) throws {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = FileDescriptor(
            rawValue: try check(openat(descriptor, name, flags, isExecutable ? 0o555 : 0o444)))
        _ = try file.closeAfter { try file.writeAll(bytes) }
    }

    func makeLink(_ name: Name, to target: Name) throws(Errno) {
        try check(symlinkat(target, descriptor, name))
    }

    /// Gives an entry of another folder, which is no folder itself, a name here as well.
    ///
    /// - Returns: false where the file system does not do that, or not for this file.
    func link(_ name: Name, from other: FolderHandle) throws(Errno) -> Bool {
        if linkat(other.descriptor, name, descriptor, name, 0) == 0 { return true }
        if errno == EEXIST { throw Errno.fileExists }
        return false
    }

    /// Copies a file or link of another folder.
    func copy(_ name: Name, from other: FolderHandle) throws {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        if readlinkat(other.descriptor, name, &target, target.count - 1) >= 0 {
            return try makeLink(name, to: target)
        }
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let file = FileDescriptor(rawValue: try check(openat(other.descriptor, name, flags)))
        try file.closeAfter {
            var status = stat()
            try check(fstat(file.rawValue, &status))
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(status.st_size), alignment: 1)
            defer { buffer.deallocate() }
            var filled = 0
            while filled < buffer.count {
                let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                if count == 0 { break }
                filled += count
            }
            try makeFile(
                name, UnsafeRawBufferPointer(rebasing: buffer[..<filled]), isExecutable: status.st_mode & S_IXUSR != 0)
        }
    }

    /// Calls the body for each entry, in no order.
    func visit(_ body: (_ name: Name, _ isFolder: Bool) throws -> Void) throws {
        guard let stream = fdopendir(try check(openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))) else {
            throw Errno(rawValue: errno)
        }
        defer { closedir(stream) }
        errno = 0
        while let entry = readdir(stream) {
            let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
            let name = start.assumingMemoryBound(to: CChar.self)
            if strcmp(name, ".") != 0, strcmp(name, "..") != 0 {
                try body(name, try isFolder(name, CInt(entry.pointee.d_type)))
            }
            errno = 0
        }
        if errno != 0 { throw Errno(rawValue: errno) }
    }

    private func isFolder(_ name: Name, _ type: CInt) throws(Errno) -> Bool {
        guard type == CInt(DT_UNKNOWN) else { return type == CInt(DT_DIR) }
        var status = stat()
        try check(fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW))
        return status.st_mode & S_IFMT == S_IFDIR
    }

    @discardableResult
    private func check(_ status: CInt) throws(Errno) -> CInt {
        if status < 0 { throw Errno(rawValue: errno) }
        return status
    }
}
