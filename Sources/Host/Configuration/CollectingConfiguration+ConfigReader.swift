extension CollectingConfiguration {
    /// Reads the section `gc`.
    ///
    /// - `keepLast`: 1 to 1000000; no rule.
    /// - `pulledWithin`: a duration of a day or more; no rule.
    /// - `maximumSize`: a size; none.
    /// - `grace`: a duration from 5m; 1d.
    /// - `recordAge`: a duration from 1d; 90d.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        let day = Duration.seconds(86_400)
        let longest = Duration.seconds(3650 * 86_400)
        try section.scalar("keepLast", &keepLast, .integer(1...1_000_000))
        try section.scalar("pulledWithin", &pulledWithin, .duration(day...longest))
        try section.scalar("maximumSize", &maximumSize, .size(0...(1 << 60)))
        try section.scalar("grace", &grace, .duration(.seconds(300)...longest))
        try section.scalar("recordAge", &recordAge, .duration(day...longest))
    }
}
