import Yams

extension SourceConfiguration {
    /// Reads the section `source`. Where nobody says anything about it, it is the channel `nixos-unstable`.
    ///
    /// `NIXERY_CHANNEL`, `NIXERY_PKGS_REPO` and `NIXERY_PKGS_PATH` choose a kind. A variable or flag that chooses another kind
    /// than the file replaces the file's whole section, because the keys of one kind mean nothing to another.
    static func read(_ root: ConfigSection) throws(ConfigurationError) -> SourceConfiguration {
        let overrides = root.context.overrides
        let file = try ConfigSection(root.node("source"), path: ["source"], context: root.context)
        let path = try overrides.given("source.path")
        let kind = try overrides.given("source.kind")?.text
        let fileKind = file.node("kind")?.scalar?.string ?? Kind.path.rawValue
        let ignoresFile = kind.map { $0 != fileKind } ?? false
        return try root.section("source", ignoringFile: ignoresFile) { section throws(ConfigurationError) in
            try SourceConfiguration(reading: section, kind: file.isEmpty && path == nil ? .channel : .path)
        }
    }

    /// Reads one source.
    ///
    /// - `kind`: `path`, `git`, `channel`, `overlay` or `script`; path. The other keys depend on it.
    ///
    /// - Parameters:
    ///   - kind: what it is when nobody says.
    ///   - allowed: the kinds that it may be.
    init(
        reading section: ConfigSection, kind: Kind = .path, allowed: [Kind] = Kind.allCases
    ) throws(ConfigurationError) {
        var kind = kind
        try section.scalar("kind", &kind, .choice(among: allowed))
        self =
            switch kind {
            case .path: .path(try PathSourceConfiguration(reading: section))
            case .git: .git(try GitSourceConfiguration(reading: section))
            case .channel: .channel(try ChannelSourceConfiguration(reading: section))
            case .overlay: .overlay(try OverlaySourceConfiguration(reading: section))
            case .script: .script(try ScriptSourceConfiguration(reading: section))
            }
    }
}
