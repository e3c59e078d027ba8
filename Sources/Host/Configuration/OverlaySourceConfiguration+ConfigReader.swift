import OCI

extension OverlaySourceConfiguration {
    /// Reads a source whose kind is `overlay`.
    ///
    /// - `base`: a source of any kind, and its `tag`; required.
    /// - `overlays`: a list of sources of other kinds than overlay, and their `tag`s; required.
    /// - `tagged`: the name of the part that takes the image tag; the last overlay.
    /// - `name`: what logs and cache keys call it; overlay.
    ///
    /// Every part has a name of its own, also those of a base that is an overlay itself.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        var base: Part?
        var overlays: [Part]?
        var (name, tagged) = ("overlay", String?.none)
        try section.scalar("name", &name, .sourceName)
        try section.scalar("tagged", &tagged, .text)
        if section.node("base") != nil {
            base = try section.section("base") { part throws(ConfigurationError) in try Part(reading: part) }
        }
        try section.sections("overlays", &overlays) { part throws(ConfigurationError) in
            try Part(reading: part, allowed: SourceConfiguration.Kind.allCases.filter { $0 != .overlay })
        }
        let required = try section.require(base, "base", hint: "it is the source that the overlays are laid over")
        self.init(
            base: required,
            overlays: try section.require(overlays, "overlays", hint: "it is a list of the sources to lay over 'base'"))
        (self.name, self.tagged) = (name, tagged)
        try check(section)
    }

    /// Names must tell parts apart, and one of them must be ``tagged``.
    private func check(_ section: ConfigSection) throws(ConfigurationError) {
        guard !overlays.isEmpty else { throw section.refusal("overlays", "it is empty") }
        let keys = ["base"] + overlays.indices.map { "overlays[\($0)]" }
        var taken: Set<String> = []
        for (key, part) in zip(keys, parts) {
            if let name = part.source.allNames.first(where: { !taken.insert($0).inserted }) {
                throw section.refusal("\(key).name", "another part is called '\(name)' as well")
            }
        }
        let names = parts.map(\.source.name)
        if let tagged, !names.contains(tagged) {
            throw section.refusal(
                "tagged", "no part is called '\(tagged)'; there are \(names.joined(separator: ", "))")
        }
        if parts[taggedIndex].tag != nil {
            throw section.refusal(
                "\(keys[taggedIndex]).tag", "this part takes the image's tag; 'tagged' may name another one")
        }
    }
}

extension OverlaySourceConfiguration.Part {
    /// Reads a source and the key `tag`: which of its tags is used, where the image's does not count; latest.
    init(
        reading section: ConfigSection, allowed: [SourceConfiguration.Kind] = SourceConfiguration.Kind.allCases
    ) throws(ConfigurationError) {
        var tag: Tag?
        try section.scalar("tag", &tag, .tag)
        self.init(try SourceConfiguration(reading: section, allowed: allowed))
        self.tag = tag
    }
}

extension ScalarFormat where Value == Tag {
    /// What ``Tag`` parses.
    fileprivate static var tag: Self {
        // Whatever is wrong with it, the sentence about what is expected says it.
        Self(expected: "a tag", parse: { try? Tag($0) }, render: \.description)
    }
}
