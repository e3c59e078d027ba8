import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few things with folders that swift-system does not do.
///
/// They block, but only for names in folders of our own, which is not worth another thread.
enum FolderTools {
    /// Makes a folder and those above it; one that exists is fine.
    static func make(_ folder: FilePath) throws(Errno) {
        if folder.withPlatformString({ mkdir($0, 0o755) }) == 0 { return }
        let error = Errno(rawValue: errno)
        if error == .fileExists { return }
        guard error == .noSuchFileOrDirectory, !folder.removingLastComponent().isEmpty else { throw error }
        try make(folder.removingLastComponent())
        if folder.withPlatformString({ mkdir($0, 0o755) }) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
    }

    /// Names in a folder, without `.` and `..`.
    static func names(in folder: FilePath) throws(Errno) -> [String] {
        guard let stream = folder.withPlatformString({ opendir($0) }) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a folder of links, two levels deep at most, as far as it can be removed.
    static func removeLinks(in folder: FilePath) {
        // What cannot be listed or removed stays, and is tried again at the next start.
        for name in (try? names(in: folder)) ?? [] {
            let path = folder.appending(name)
            if path.withPlatformString({ unlink($0) }) != 0 { removeLinks(in: path) }
        }
        _ = folder.withPlatformString { rmdir($0) }
    }

    /// The target of a symbolic link.
    static func target(of link: FilePath) throws(Errno) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = link.withPlatformString { readlink($0, &buffer, buffer.count) }
        guard count >= 0 else { throw Errno(rawValue: errno) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Takes a lock that ends with the descriptor.
    ///
    /// - Returns: false when another process holds it and `wait` is false.
    static func lock(_ file: FileDescriptor, wait: Bool) throws(Errno) -> Bool {
        while flock(file.rawValue, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            let error = Errno(rawValue: errno)
            if error == .wouldBlock { return false }
            guard error == .interrupted else { throw error }
        }
        return true
    }
}
