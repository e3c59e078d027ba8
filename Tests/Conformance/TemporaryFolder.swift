package import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// A fresh folder that is gone with all its contents when the body returns or throws.
package func withTemporaryFolder<Result>(
    _ body: (FilePath) async throws -> Result
) async throws -> Result {
    var template = Array("/tmp/nixery-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    let folder = FilePath(platformString: template)
    defer { removeTree(folder) }
    return try await body(folder)
}

/// Removes a folder and all below it, read-only folders too.
package func removeTree(_ folder: FilePath) {
    if let directory = folder.withPlatformString({ opendir($0) }) {
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath(platformString: $0) }
            }
            if name != ".", name != ".." { removeEntry(folder.appending(name.components)) }
        }
        closedir(directory)
    }
    _ = folder.withPlatformString { rmdir($0) }
}

private func removeEntry(_ path: FilePath) {
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
        _ = path.withPlatformString { chmod($0, 0o700) }
        removeTree(path)
    } else {
        _ = path.withPlatformString { unlink($0) }
    }
}

extension FilePath {
    /// Writes text to this file, its folder made first.
    package func write(_ text: String, permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]) throws
    {
        try removingLastComponent().makeFolders()
        let descriptor = try FileDescriptor.open(
            self, .writeOnly, options: [.create, .truncate], permissions: permissions)
        _ = try descriptor.closeAfter { try descriptor.writeAll(text.utf8) }
        guard chmod(string, permissions.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Makes this folder and those above it.
    package func makeFolders() throws {
        guard mkdir(string, 0o755) != 0 else { return }
        if errno == ENOENT {
            try removingLastComponent().makeFolders()
            guard mkdir(string, 0o755) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
        } else if errno != EEXIST {
            throw Errno(rawValue: errno)
        }
    }
}
