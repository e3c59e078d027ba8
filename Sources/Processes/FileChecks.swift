import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether this process may execute the file.
func isExecutable(_ path: FilePath) -> Bool {
    path.withPlatformString { access($0, X_OK) == 0 }
}
