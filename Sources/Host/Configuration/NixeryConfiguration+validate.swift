import FoundationEssentials
import OCI
import SystemPackage

extension NixeryConfiguration {
    /// Checks what no single value can tell: files that must be there, and values that must fit each other.
    ///
    /// - Parameter origins: where each value comes from, by dotted key.
    func validate(origins: [String: ConfigOrigin]) throws(ConfigurationError) {
        func refuse(_ key: String, _ reason: String) -> ConfigurationError {
            ConfigurationError(.unusable(key: key, reason: reason), at: origins[key] ?? .standard)
        }
        switch source {
        case .path(let path):
            guard Self.kind(path.path) != nil else { throw refuse("source.path", "there is no '\(path.path)'") }
            if let file = path.file, Self.kind(path.path.appending(file)) == nil {
                throw refuse("source.file", "there is no '\(file)' in '\(path.path)'")
            }
        }
        if storage.backend == .filesystem, Self.kind(storage.path) == .file {
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
    private static func kind(_ path: FilePath) -> Kind? {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder) else { return nil }
        return isFolder ? .folder : .file
    }

    private static func isComponent(_ name: String) -> Bool {
        // Which rule it breaks does not matter here.
        (try? ImageName(name))?.components.count == 1
    }
}
