extension NixConfiguration {
    /// Reads the section `nix`.
    ///
    /// - `buildTimeout`: for each builder, a duration; 60s. Also `NIX_TIMEOUT`.
    /// - `evaluationTimeout`: a duration; 2m.
    /// - `maximumHeap`: a size; 4G.
    /// - `memory`: a size or `none`; none.
    /// - `processes`: 1 to 256; 4.
    /// - `builds`: 1 to 1024; 4.
    /// - `queue`: 0 to 100000; 64.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        let times = Duration.seconds(1) ... .seconds(7 * 86_400)
        try section.scalar("buildTimeout", &buildTimeout, .duration(times))
        try section.scalar("evaluationTimeout", &evaluationTimeout, .duration(times))
        let sizes: ClosedRange<Int64> = (64 << 20)...(1 << 50)
        try section.scalar("maximumHeap", &maximumHeap, .size(sizes))
        try section.scalar("memory", &memory, .optionalSize(sizes))
        try section.scalar("processes", &processes, .integer(1...256))
        try section.scalar("builds", &builds, .integer(1...1024))
        try section.scalar("queue", &queue, .integer(0...100_000))
    }
}
