import Yams

extension SourceConfiguration {
    /// Reads the section `source`; nil when nobody says anything about it.
    ///
    /// - `kind`: which source; path, the only one in this version. The other keys depend on it.
    ///
    /// A variable or flag that chooses another kind than the file replaces the file's whole section, because the keys
    /// of one kind mean nothing to another.
    static func read(_ root: ConfigSection) throws(ConfigurationError) -> SourceConfiguration? {
        let node = root.node("source")
        let file = try ConfigSection(node, path: ["source"], context: root.context)
        let outsideKind = try root.context.overrides.value("source.kind")?.text
        let outsidePath = try root.context.overrides.value("source.path")
        if file.isEmpty, outsideKind == nil, outsidePath == nil { return nil }
        let ignoresFile = outsideKind.map { $0 != file.node("kind")?.scalar?.string ?? Kind.path.rawValue } ?? false
        return try root.section("source", ignoringFile: ignoresFile) { section throws(ConfigurationError) in
            var kind = Kind.path
            try section.scalar("kind", &kind, .choice(note: "other kinds are not in this version yet"))
            return switch kind {
            case .path: .path(try PathSourceConfiguration(reading: section))
            default: throw ConfigurationError(.noSource)
            }
        }
    }
}
