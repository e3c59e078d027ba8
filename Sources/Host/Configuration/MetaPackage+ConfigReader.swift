import Nix

extension MetaPackage {
    /// Reads one entry of `images.metaPackages`.
    ///
    /// - `packages`: attributes; none.
    /// - `settings`: see `ImageSettings`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init(packages: [])
        try section.list("packages", &packages, .text)
        settings = try section.section("settings", ImageSettings.init(reading:))
    }
}
