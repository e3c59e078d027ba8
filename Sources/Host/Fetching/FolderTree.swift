import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whole folders, whose names may be any bytes. All calls block.
enum FolderTree {
    /// Removes a folder and all below it, or a file, as far as that can be done.
    static func remove(_ path: FilePath) {
        guard path.withPlatformString({ unlink($0) }) != 0 else { return }
        if errno == ENOENT { return }
        // A folder of ours that may not be written would keep what is in it.
        _ = path.withPlatformString { chmod($0, 0o700) }
        // What cannot be listed cannot be removed.
        for name in (try? names(in: path)) ?? [] { remove(path.appending(name)) }
        _ = path.withPlatformString { rmdir($0) }
    }

    /// Bytes of all files below a folder.
    static func size(of folder: FilePath) throws(Errno) -> Int64 {
        var size: Int64 = 0
        for name in try names(in: folder) {
            let path = folder.appending(name)
            var status = stat()
            guard path.withPlatformString({ lstat($0, &status) }) == 0 else { throw Errno(rawValue: errno) }
            size += status.st_mode & S_IFMT == S_IFDIR ? try self.size(of: path) : Int64(status.st_size)
        }
        return size
    }

    private static func names(in folder: FilePath) throws(Errno) -> [FilePath.Component] {
        guard let stream = folder.withPlatformString({ opendir($0) }) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var names: [FilePath.Component] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath.Component(platformString: $0) }
            }
            if let name, name.kind == .regular { names.append(name) }
        }
        return names
    }
}
