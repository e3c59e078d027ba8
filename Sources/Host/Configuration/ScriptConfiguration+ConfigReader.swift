import SystemPackage

extension ScriptConfiguration {
    /// Reads the keys of a script; call it when all other keys of its section have been read.
    ///
    /// - `program`: the executable; required.
    /// - `environment`: what it is given besides `PATH`, by name; nothing. The values are not printed.
    /// - `timeLimit`: a duration; 60s.
    /// - `outputLimit`: a size; 1M.
    ///
    /// - Parameter hint: what the executable is for, after "it is the executable that".
    init(reading section: ConfigSection, hint: String) throws(ConfigurationError) {
        var program: FilePath?
        var rest = ScriptConfiguration(program: "")
        try section.path("program", &program)
        try section.map("environment", &rest.environment, .hidden)
        try section.scalar("timeLimit", &rest.timeLimit, .duration(.seconds(1) ... .seconds(86_400)))
        try section.scalar("outputLimit", &rest.outputLimit, .size(1024...(1 << 30)))
        rest.program = try section.require(program, "program", hint: "it is the executable that \(hint)")
        self = rest
    }
}
