extension NetworkLimits {
    /// Reads the section `limits` of a source.
    ///
    /// - `connect`: until the server first answers, a duration; 15s.
    /// - `silence`: without any progress, a duration; 60s.
    /// - `total`: altogether, a duration; 30m.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        let times = Duration.seconds(1) ... .seconds(7 * 86_400)
        try section.scalar("connect", &connect, .duration(times))
        try section.scalar("silence", &silence, .duration(times))
        try section.scalar("total", &total, .duration(times))
    }
}
