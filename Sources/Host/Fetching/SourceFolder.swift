import Storage
package import SystemPackage

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

    /// Notes that it was used now.
    private func touch() {
        try? SystemCall.touch(lock)  // It only looks older than it is.
    }
}
