package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file or folder of this machine, symbolic links resolved. Blocks.
package struct RealPath: Sendable {
    package let path: FilePath
    package let isFolder: Bool

    /// - Throws: why it cannot be resolved, for example that nothing is there.
    package init(_ path: FilePath) throws(Errno) {
        guard let resolved = path.withPlatformString({ realpath($0, nil) }) else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        self.path = FilePath(platformString: resolved)
        // Only a folder has an entry for itself.
        isFolder = self.path.appending(".").withPlatformString { access($0, F_OK) } == 0
    }
}
