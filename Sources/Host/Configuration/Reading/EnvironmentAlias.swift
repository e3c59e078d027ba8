/// A variable of Nixery's that means one of our settings (NIXERY.md, "Configuration").
struct EnvironmentAlias {
    let variable: String
    /// The setting's dotted key, and what else the variable decides.
    let settings: [(key: String, value: @Sendable (String) -> String)]

    /// Nixery's variables, but for `NIXERY_STORAGE_BACKEND`, which our own naming gives as well, and those that Google's own
    /// programs take. Of two for one setting the later one counts.
    static var all: [EnvironmentAlias] {
        [
            EnvironmentAlias("PORT", "server.port"),
            EnvironmentAlias("STORAGE_PATH", "storage.path"),
            EnvironmentAlias("BUCKET", "storage.gcs.bucket"),
            EnvironmentAlias("GCS_BUCKET", "storage.gcs.bucket"),
            EnvironmentAlias("GOOGLE_APPLICATION_CREDENTIALS", "storage.gcs.credentials"),
            EnvironmentAlias("GCE_METADATA_HOST", "storage.gcs.metadataServer"),
            EnvironmentAlias("STORAGE_EMULATOR_HOST", "storage.gcs.endpoint", meaning: emulator),
            EnvironmentAlias("NIX_TIMEOUT", "nix.buildTimeout"),
            EnvironmentAlias("NIX_POPULARITY_URL", "layering.popularity"),
            EnvironmentAlias("NIXERY_CHANNEL", "source.channel", implying: ("source.kind", "channel")),
            EnvironmentAlias("NIXERY_PKGS_REPO", "source.url", implying: ("source.kind", "git")),
            EnvironmentAlias("NIXERY_PKGS_PATH", "source.path", implying: ("source.kind", "path")),
        ]
    }

    /// All of Nixery's variables that choose the package set; one of them at most may be set.
    static let sources = ["NIXERY_CHANNEL", "NIXERY_PKGS_REPO", "NIXERY_PKGS_PATH"]

    private init(
        _ variable: String, _ key: String, implying other: (String, String)? = nil,
        meaning value: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.variable = variable
        var settings: [(String, @Sendable (String) -> String)] = [(key, value)]
        if let other { settings.append((other.0, { _ in other.1 })) }
        self.settings = settings
    }

    /// Emulators are often named without a scheme, or with a slash at the end.
    @Sendable private static func emulator(_ text: String) -> String {
        let address = text.contains("://") ? text : "http://\(text)"
        return address.hasSuffix("/") ? String(address.dropLast()) : address
    }
}
