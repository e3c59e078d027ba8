import SystemPackage

extension PathSourceConfiguration {
    /// Reads the section `source` where its kind is `path`.
    ///
    /// - `path`: the folder or file; required. Also `NIXERY_PKGS_PATH`.
    /// - `file`: the file to import, relative to `path`; `path` itself by default.
    /// - `name`: what logs and cache keys call it; path.
    ///
    /// And the evaluation's keys, see `EvaluationOptions`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        var path: FilePath?
        var rest = PathSourceConfiguration(path: "")
        try section.path("path", &path)
        try section.scalar("file", &rest.file, .relativePath)
        try section.scalar("name", &rest.name, .sourceName)
        try rest.evaluation.read(section)
        rest.path = try section.require(path, "path", hint: "it is the folder with the package set")
        self = rest
    }
}
