import Storage
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Unpacked or checked-out sources, which nobody removes as long as this value lives.
package final class SourceFolder: Sendable {
    /// The folder with the sources; absolute if the root of its ``SourceFolders`` is, and named `source`.
    package let path: FilePath
    /// Holds the shared lock that keeps the folder; who only needs that does not count as using it.
    let lock: OpenDescriptor

    /// - Parameter lock: the open lock file of the folder, with a shared lock on it.
    init(path: FilePath, lock: OpenDescriptor) {
        self.path = path
        self.lock = lock
        touch()
    }

    deinit { touch() }

    /// Notes that it was used now; when that fails, it only looks older than it is. The system's own stamp would be some
    /// milliseconds old.
    private func touch() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        _ = futimens(lock.descriptor, [now, now])
    }
}
