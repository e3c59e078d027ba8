import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to change a mirror, held by one process at a time; ends with the process.
final class MirrorLock {
    private let file: FileDescriptor

    /// Waits for it.
    ///
    /// - Parameter report: told every now and then that we wait.
    init(_ path: FilePath, report: ProgressHandler) throws {
        try MirrorFolder.makeFolders(path.removingLastComponent())
        file = try FileDescriptor.open(
            path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        do {
            while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
                let error = Errno(rawValue: errno)
                guard error == .wouldBlock || error == .interrupted else { throw error }
                try report(GitProgress(.waiting))
                usleep(50_000)
            }
        } catch {
            try? file.close()  // The other error is the one to tell.
            throw error
        }
    }

    deinit {
        try? file.close()  // It holds no data that could be lost.
    }
}
