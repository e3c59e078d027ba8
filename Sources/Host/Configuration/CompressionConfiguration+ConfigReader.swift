import Archive

extension CompressionConfiguration {
    /// Reads the section `compression`.
    ///
    /// - `format`: `gzip`, `zstd` or `none`; gzip.
    /// - `preset`: `fast`, `balanced` or `small`; balanced.
    /// - `members`: `parallel` or `one`; parallel.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("format", &format, .choice())
        try section.scalar("preset", &preset, .choice())
        try section.scalar("members", &members, .choice())
    }
}
