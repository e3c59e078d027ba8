import OCI

extension ImagesConfiguration {
    /// Reads the section `images`.
    ///
    /// - `platform`: `linux/amd64` or `linux/arm64`; the host's.
    /// - `basePackages`: attributes that come last into every image; [cacert, iana-etc].
    /// - `metaPackages`: by name, see `MetaPackageConfiguration`; none.
    /// - `annotations`: any of `revision` and `source`; none.
    /// - `created`: `epoch` or `commit`; epoch.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("platform", &platform, .platform)
        try section.list("basePackages", &basePackages, .text)
        try section.sections("metaPackages", &metaPackages, MetaPackageConfiguration.init(reading:))
        try section.list("annotations", &annotations, .choice())
        try section.scalar("created", &created, .choice())
    }
}

extension ScalarFormat where Value == Platform {
    /// What ``Platform`` parses.
    static var platform: Self {
        let known = Platform.known.map(\.description).joined(separator: " or ")
        // Whatever is wrong with it, the sentence about what is expected says it.
        return Self(expected: known, parse: { try? Platform($0) }, render: \.description)
    }
}
