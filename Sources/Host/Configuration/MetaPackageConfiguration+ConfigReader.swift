extension MetaPackageConfiguration {
    /// Reads one entry of `images.metaPackages`.
    ///
    /// - `packages`: attributes; none.
    /// - `settings`: see `ImageSettingsConfiguration`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.list("packages", &packages, .text)
        settings = try section.section("settings", ImageSettingsConfiguration.init(reading:))
    }
}
