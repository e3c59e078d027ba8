import SystemPackage

extension ScriptSourceConfiguration {
    /// Reads a source whose kind is `script`.
    ///
    /// - `program`: the executable; required.
    /// - `environment`: what it is given besides `PATH`, by name; nothing. The values are not printed.
    /// - `listsTags`: whether it answers `tags`; false.
    /// - `timeLimit`: a duration; 60s.
    /// - `outputLimit`: a size; 1M.
    /// - `name`: what logs and cache keys call it; script.
    ///
    /// And `tagLifetime` (60s) and `staleLifetime`, see `TagLifetimes`, and the evaluation's keys, see `EvaluationOptions`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        var program: FilePath?
        var rest = ScriptSourceConfiguration(program: "")
        try section.path("program", &program)
        try section.map("environment", &rest.environment, .hidden)
        try section.scalar("listsTags", &rest.listsTags, .boolean)
        try section.scalar("timeLimit", &rest.timeLimit, .duration(.seconds(1) ... .seconds(86_400)))
        try section.scalar("outputLimit", &rest.outputLimit, .size(1024...(1 << 30)))
        try section.scalar("name", &rest.name, .sourceName)
        try rest.lifetimes.read(section)
        try rest.evaluation.read(section)
        rest.program = try section.require(program, "program", hint: "it is the executable that finds package sets")
        self = rest
    }
}
