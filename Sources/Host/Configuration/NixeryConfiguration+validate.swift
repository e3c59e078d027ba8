import OCI
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension NixeryConfiguration {
    /// Checks what no single value can tell: files that must be there, and values that must fit each other.
    ///
    /// - Parameter origins: where each value comes from, by dotted key.
    func validate(origins: [String: ConfigOrigin]) throws(ConfigurationError) {
        func refuse(_ key: String, _ reason: String) -> ConfigurationError {
            ConfigurationError(.unusable(key: key, reason: reason), at: origins[key] ?? .standard)
        }
        func kind(_ path: FilePath, _ key: String) throws(ConfigurationError) -> Kind? {
            do {
                return try Self.kind(path)
            } catch {
                throw refuse(key, "'\(path)': \(error)")
            }
        }
        switch source {
        case .path(let path):
            guard try kind(path.path, "source.path") != nil else {
                throw refuse("source.path", "there is no '\(path.path)'")
            }
            if let file = path.file, try kind(path.path.appending(file), "source.file") == nil {
                throw refuse("source.file", "there is no '\(file)' in '\(path.path)'")
            }
        default: break
        }
        if storage.backend == .filesystem, try kind(storage.path, "storage.path") == .file {
            throw refuse("storage.path", "'\(storage.path)' is not a folder")
        }
        guard cache.failureMinimum <= cache.failureMaximum else {
            throw refuse("cache.failureMinimum", "it is more than 'cache.failureMaximum'")
        }
        for name in images.metaPackages.keys.sorted() where !Self.isComponent(name) {
            throw refuse("images.metaPackages", "'\(name)' cannot be part of an image name")
        }
    }

    private enum Kind {
        case file, folder
    }

    /// What there is under a path, behind symbolic links; nil for nothing.
    ///
    /// - Throws: what keeps us from looking, for example a folder that we may not enter.
    private static func kind(_ path: FilePath) throws(Errno) -> Kind? {
        var status = stat()
        if path.withPlatformString({ stat($0, &status) }) == 0 {
            return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
        }
        let cause = Errno(rawValue: errno)
        guard cause == .noSuchFileOrDirectory || cause == .notDirectory else { throw cause }
        return nil
    }

    private static func isComponent(_ name: String) -> Bool {
        // Which rule it breaks does not matter here.
        (try? ImageName(name))?.components.count == 1
    }
}
