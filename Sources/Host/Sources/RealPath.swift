import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file or folder of this machine, symbolic links resolved. Blocks.
struct RealPath: Sendable {
    let path: FilePath
    let isFolder: Bool

    /// - Returns: nil where nothing is.
    /// - Throws: what keeps us from looking.
    init?(_ path: FilePath) throws(Errno) {
        guard let resolved = path.withPlatformString({ realpath($0, nil) }) else {
            let cause = Errno(rawValue: errno)
            if cause == .noSuchFileOrDirectory || cause == .notDirectory { return nil }
            throw cause
        }
        defer { free(resolved) }
        self.path = FilePath(platformString: resolved)
        // Only a folder has an entry for itself.
        isFolder = self.path.appending(".").withPlatformString { access($0, F_OK) } == 0
    }
}
