extension TagLifetimes {
    /// Reads the keys that every source has which asks elsewhere what a tag means.
    ///
    /// - `tagLifetime`: how long an answer is used without asking again, a duration; as the source's kind has it.
    /// - `staleLifetime`: up to which age an answer is used when the remote cannot be asked, a duration; 1d.
    mutating func read(_ section: ConfigSection) throws(ConfigurationError) {
        let times = Duration.zero ... .seconds(365 * 86_400)
        try section.scalar("tagLifetime", &fresh, .duration(times))
        try section.scalar("staleLifetime", &stale, .duration(times))
    }
}
