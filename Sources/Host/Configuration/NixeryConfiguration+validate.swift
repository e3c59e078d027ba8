import OCI

extension NixeryConfiguration {
    /// Checks what no single value can tell: files that must be there, and values that must fit each other.
    ///
    /// - Parameter origins: where each value comes from, by dotted key.
    func validate(origins: [String: ConfigOrigin]) throws(ConfigurationError) {
        let check = ConfigurationCheck(origins: origins)
        try source.validate("source", check)
        try layering.validate(check)
        if storage.backend == .filesystem, try check.kind(storage.path, "storage.path") == .file {
            throw check.refusal("storage.path", "'\(storage.path)' is not a folder")
        }
        try storage.gcs?.validate(check)
        guard cache.failureMinimum <= cache.failureMaximum else {
            throw check.refusal("cache.failureMinimum", "it is more than 'cache.failureMaximum'")
        }
        for name in images.metaPackages.keys.sorted() where !Self.isComponent(name) {
            throw check.refusal("images.metaPackages", "'\(name)' cannot be part of an image name")
        }
    }

    private static func isComponent(_ name: String) -> Bool {
        // Which rule it breaks does not matter here.
        (try? ImageName(name))?.components.count == 1
    }
}
