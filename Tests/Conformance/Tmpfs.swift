import Glibc
package import SystemPackage
package import Testing

/// Small file systems of our own, where the system lets us have them.
package enum Tmpfs {
    /// Whether this process may mount; found out by trying.
    package static let isPermitted: Bool = {
        let folder = "/tmp/nixery-mount-\(getpid())"
        guard mkdir(folder, 0o700) == 0 else { return false }
        defer { rmdir(folder) }
        guard mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0 else { return false }
        return umount2(folder, CInt(MNT_DETACH)) == 0
    }()

    /// Runs a test in a folder on a new tmpfs.
    package static func with(megabytes: Int, _ body: (FilePath) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            guard mount("tmpfs", folder.string, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
                throw Errno(rawValue: errno)
            }
            defer { umount2(folder.string, CInt(MNT_DETACH)) }
            try await body(folder)
        }
    }

    /// Forbids every change below a folder; ends with the file system that it lies on.
    package static func makeReadOnly(_ folder: FilePath) throws {
        let flags = [MS_BIND, MS_BIND | MS_REMOUNT | MS_RDONLY]
        for flags in flags where mount(folder.string, folder.string, nil, CUnsignedLong(flags), nil) != 0 {
            throw Errno(rawValue: errno)
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// For tests that mount a file system of their own. Where that is forbidden, the test is skipped with the reason. In CI
    /// (`CI=true`) it runs all the same, and so fails.
    ///
    /// - Parameter isNeeded: false where the test can do without.
    package static func requiresTmpfs(if isNeeded: Bool = true) -> Self {
        .enabled(
            if: !isNeeded || Tmpfs.isPermitted || OutsideTool.isContinuousIntegration,
            "this process may not mount a tmpfs; that needs root")
    }
}
