extension CacheConfiguration {
    /// Reads the section `cache`.
    ///
    /// - `memory`: a size; 16M.
    /// - `blobTrust`: a duration; 5m.
    /// - `failureMinimum`: a duration; 60s.
    /// - `failureMaximum`: a duration; 1h.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        let times = Duration.zero ... .seconds(30 * 86_400)
        try section.scalar("memory", &memory, .size(0...(1 << 40)))
        try section.scalar("blobTrust", &blobTrust, .duration(times))
        try section.scalar("failureMinimum", &failureMinimum, .duration(times))
        try section.scalar("failureMaximum", &failureMaximum, .duration(times))
    }
}
