import SystemPackage
import Yams

extension GitSourceConfiguration {
    /// Reads a source whose kind is `git`.
    ///
    /// - `url`: the repository's address; required, without a password. Also `NIXERY_PKGS_REPO`.
    /// - `folder`: the folder in the repository that is evaluated; all of it.
    /// - `file`: the file to import, relative to `folder`; its `default.nix`.
    /// - `fetch`: `mirror` or `archive`; by the host.
    /// - `archiveURL`: a commit's archive, with `{commit}`; what the big public forges have.
    /// - `refs`: patterns of full names of refs that tags may mean; all branches and tags.
    /// - `commits`: `reachable`, `any` or `none`; reachable.
    /// - `submodules`: true or false; false.
    /// - `maximumMirrorSize`, `maximumCheckouts`: sizes; 2G, 4G.
    /// - `tarball`: a section about archives, see `TarballLimits`.
    /// - `credentials`, `ssh`, `limits`: sections, see `GitCredentialsConfiguration`, `SSHConfiguration`, `NetworkLimits`.
    /// - `caFile`: a PEM file; the system's authorities.
    /// - `proxy`: a URL; that of the process's environment.
    /// - `name`: what logs and cache keys call it; git.
    ///
    /// And `tagLifetime` (60s) and `staleLifetime`, see `TagLifetimes`, and the evaluation's keys, see `EvaluationOptions`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        var url: String?
        var rest = GitSourceConfiguration(url: "")
        let urlOrigin = try section.address("url", &url, user: .allowedForSSH)
        try Self.checkCredentials(section, url: url, urlOrigin)
        try rest.readContent(section)
        try rest.readConnection(section, urlOrigin: urlOrigin)
        try section.scalar("name", &rest.name, .sourceName)
        try rest.lifetimes.read(section)
        try rest.evaluation.read(section)
        rest.url = try section.require(url, "url", hint: "it is the address of the repository with the package set")
        self = rest
    }

    /// Credentials that the file has for its repository are not for another one that a variable or flag names.
    private static func checkCredentials(
        _ section: ConfigSection, url: String?, _ urlOrigin: ConfigOrigin
    ) throws(ConfigurationError) {
        guard section.node("credentials") != nil, let own = section.node("url")?.scalar?.string, own != url else {
            return
        }
        throw ConfigurationError(
            .unusable(
                key: section.dotted("url"),
                reason: "the file has 'credentials' for another repository; say the address there, or all of it here"),
            at: urlOrigin)
    }

    /// What of the repository is used.
    private mutating func readContent(_ section: ConfigSection) throws(ConfigurationError) {
        try section.scalar("folder", &folder, .relativePath)
        try section.scalar("file", &file, .relativePath)
        try section.scalar("fetch", &fetch, .choice())
        try section.address("archiveURL", &archiveURL, placeholder: "{commit}")
        try section.list("refs", &refs, .text)
        try section.scalar("commits", &commits, .choice())
        try section.scalar("submodules", &submodules, .boolean)
        try section.scalar("maximumMirrorSize", &maximumMirrorSize, .size(.storageSizes))
        try section.scalar("maximumCheckouts", &maximumCheckouts, .size(.storageSizes))
        tarball = try section.section("tarball", TarballLimits.init(reading:))
    }

    /// How the server is reached.
    private mutating func readConnection(
        _ section: ConfigSection, urlOrigin: ConfigOrigin
    ) throws(ConfigurationError) {
        // Nixery's variable stands for what git itself would do on this machine.
        let usesOwnCredentials = urlOrigin == .environment("NIXERY_PKGS_REPO")
        credentials = try section.section("credentials") { credentials throws(ConfigurationError) in
            try GitCredentialsConfiguration(
                reading: credentials, standardNetrc: usesOwnCredentials ? section.context.netrc : nil,
                standardOrigin: urlOrigin)
        }
        ssh = try section.section("ssh", SSHConfiguration.init(reading:))
        try section.path("caFile", &caFile)
        try section.scalar("proxy", &proxy, .proxy)
        limits = try section.section("limits", NetworkLimits.init(reading:))
    }
}
