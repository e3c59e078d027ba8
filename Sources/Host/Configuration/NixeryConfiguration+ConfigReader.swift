extension NixeryConfiguration {
    /// Reads the sections `server`, `source`, `storage`, `layering`, `compression`, `images`, `nix`, `cache` and `gc`.
    ///
    /// - Throws: ``ConfigurationError``.
    init(reading root: ConfigSection, defaultStorage: StorageConfiguration) throws(ConfigurationError) {
        let server = try root.section("server", ServerConfiguration.init(reading:))
        let source = try SourceConfiguration.read(root)
        let storage = try root.section("storage") { section throws(ConfigurationError) in
            try StorageConfiguration(reading: section, default: defaultStorage)
        }
        let layering = try root.section("layering", LayeringConfiguration.init(reading:))
        let compression = try root.section("compression", CompressionConfiguration.init(reading:))
        let images = try root.section("images", ImageOptions.init(reading:))
        let nix = try root.section("nix", NixConfiguration.init(reading:))
        let cache = try root.section("cache", CacheConfiguration.init(reading:))
        let collecting = try root.section("gc", CollectingConfiguration.init(reading:))
        try root.checkForUnknownKeys()
        try root.context.overrides.checkForUnknown()
        self.init(source: source, storage: storage)
        self.server = server
        self.layering = layering
        self.compression = compression
        self.images = images
        self.nix = nix
        self.cache = cache
        self.collecting = collecting
    }
}
