import OCI

extension ImageOptions {
    /// Reads the section `images`.
    ///
    /// - `platform`: `linux/amd64` or `linux/arm64`; the host's.
    /// - `basePackages`: attributes that come last into every image; [cacert, iana-etc].
    /// - `metaPackages`: by name, see `MetaPackage`; they join the built-in `shell`, or replace it.
    /// - `annotations`: any of `revision` and `source`; none.
    /// - `created`: `epoch` or `commit`; epoch.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("platform", &platform, .platform)
        try section.list("basePackages", &basePackages, .text)
        var own: [String: MetaPackage] = [:]
        try section.sections("metaPackages", &own, MetaPackage.init(reading:))
        metaPackages.merge(own) { $1 }
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
