extension ChannelSourceConfiguration {
    /// Reads a source whose kind is `channel`.
    ///
    /// - `channel`: a channel's name, a full commit, or the URL of a tarball; nixos-unstable. Also `NIXERY_CHANNEL`.
    /// - `channelURL`: where a channel's name leads, with `{channel}`; https://channels.nixos.org/{channel}.
    /// - `commitURL`: a commit's archive, with `{commit}`; that of nixpkgs at github.com.
    /// - `sha256`: what a commit's or URL's tarball must have; 64 hexadecimal digits.
    /// - `tags`: patterns of channels that image tags may name, `commit` for full commits; none.
    /// - `file`: the file to import; `default.nix`.
    /// - `maximumUnpacked`: a size; 4G.
    /// - `tarball`, `limits`: sections, see `TarballLimits`, `NetworkLimits`.
    /// - `caFile`: a PEM file; the system's authorities.
    /// - `proxy`: a URL; that of the process's environment.
    /// - `name`: what logs and cache keys call it; channel.
    ///
    /// And `tagLifetime` (10m) and `staleLifetime`, see `TagLifetimes`, and the evaluation's keys, see `EvaluationOptions`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init(channel: "nixos-unstable")
        try section.address("channel", &channel)
        try section.address("channelURL", &channelURL, placeholder: "{channel}")
        try section.address("commitURL", &commitURL, placeholder: "{commit}")
        try section.scalar("sha256", &sha256, .sha256)
        try section.list("tags", &tags, .text)
        try section.scalar("file", &file, .relativePath)
        try section.scalar("maximumUnpacked", &maximumUnpacked, .size(.storageSizes))
        tarball = try section.section("tarball", TarballLimits.init(reading:))
        try section.path("caFile", &caFile)
        try section.scalar("proxy", &proxy, .proxy)
        limits = try section.section("limits", NetworkLimits.init(reading:))
        try section.scalar("name", &name, .sourceName)
        try lifetimes.read(section)
        try evaluation.read(section)
    }
}
