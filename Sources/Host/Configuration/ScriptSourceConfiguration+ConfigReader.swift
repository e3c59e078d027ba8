import SystemPackage

extension ScriptSourceConfiguration {
    /// Reads a source whose kind is `script`.
    ///
    /// - `listsTags`: whether it answers `tags`; false.
    /// - `name`: what logs and cache keys call it; script.
    ///
    /// And the script's own keys, see ``ScriptConfiguration``, `tagLifetime` (60s) and `staleLifetime`, see `TagLifetimes`, and the
    /// evaluation's keys, see `EvaluationOptions`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init(program: "")
        try section.scalar("listsTags", &listsTags, .boolean)
        try section.scalar("name", &name, .sourceName)
        try lifetimes.read(section)
        try evaluation.read(section)
        script = try ScriptConfiguration(reading: section, hint: "finds package sets")
    }
}
