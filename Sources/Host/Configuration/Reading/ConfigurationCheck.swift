import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks at the files that a configuration names.
struct ConfigurationCheck {
    /// Where each value comes from, by dotted key.
    let origins: [String: ConfigOrigin]

    enum Kind {
        case file, folder
    }

    /// What there is under a path, behind symbolic links; nil for nothing.
    ///
    /// - Throws: what keeps us from looking, for example a folder that we may not enter.
    func kind(_ path: FilePath, _ key: String) throws(ConfigurationError) -> Kind? {
        var status = stat()
        if path.withPlatformString({ stat($0, &status) }) == 0 {
            return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
        }
        let cause = Errno(rawValue: errno)
        guard cause == .noSuchFileOrDirectory || cause == .notDirectory else {
            throw refusal(key, "'\(path)': \(cause)")
        }
        return nil
    }

    /// Refuses a file that is named and cannot be read.
    func readable(_ path: FilePath?, _ key: String) throws(ConfigurationError) {
        try access(path, key, R_OK)
    }

    /// Refuses a program that is named and cannot be run.
    func executable(_ path: FilePath?, _ key: String) throws(ConfigurationError) {
        try access(path, key, X_OK)
    }

    func refusal(_ key: String, _ reason: String) -> ConfigurationError {
        ConfigurationError(.unusable(key: key, reason: reason), at: origins[key] ?? .standard)
    }

    private func access(_ path: FilePath?, _ key: String, _ mode: Int32) throws(ConfigurationError) {
        guard let path else { return }
        switch try kind(path, key) {
        case nil: throw refusal(key, "there is no '\(path)'")
        case .folder: throw refusal(key, "'\(path)' is a folder")
        case .file: break
        }
        guard path.withPlatformString({ faccessat(AT_FDCWD, $0, mode, 0) }) == 0 else {
            throw refusal(key, "'\(path)': \(Errno(rawValue: errno))")
        }
    }
}
