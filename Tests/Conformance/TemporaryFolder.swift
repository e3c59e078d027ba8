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
    _ = nftw(
        folder.string,
        { path, _, kind, _ in
            guard let path else { return 0 }
            _ = remove(path)
            return 0
        }, 64, FTW_DEPTH | FTW_PHYS)
}

extension FilePath {
    /// Writes text to this file, its folder made first.
    package func write(_ text: String, permissions: FilePermissions = .fileDefault) throws {
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
