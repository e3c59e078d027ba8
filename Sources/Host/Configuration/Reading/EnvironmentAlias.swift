/// A variable of Nixery's that means one of our settings (NIXERY.md, "Configuration").
struct EnvironmentAlias {
    let variable: String
    /// The setting's dotted key, and what else the variable decides.
    let settings: [(key: String, value: @Sendable (String) -> String)]

    /// Nixery's variables, but for `NIXERY_STORAGE_BACKEND`, which our own naming gives as well.
    static var all: [EnvironmentAlias] {
        [
            EnvironmentAlias("PORT", "server.port"),
            EnvironmentAlias("STORAGE_PATH", "storage.path"),
            EnvironmentAlias("NIX_TIMEOUT", "nix.buildTimeout"),
            EnvironmentAlias("NIX_POPULARITY_URL", "layering.popularity"),
            EnvironmentAlias("NIXERY_CHANNEL", "source.channel", implying: ("source.kind", "channel")),
            EnvironmentAlias("NIXERY_PKGS_REPO", "source.url", implying: ("source.kind", "git")),
            EnvironmentAlias("NIXERY_PKGS_PATH", "source.path", implying: ("source.kind", "path")),
        ]
    }

    /// All of Nixery's variables that choose the package set; one of them at most may be set.
    static let sources = ["NIXERY_CHANNEL", "NIXERY_PKGS_REPO", "NIXERY_PKGS_PATH"]

    private init(_ variable: String, _ key: String, implying other: (String, String)? = nil) {
        self.variable = variable
        var settings: [(String, @Sendable (String) -> String)] = [(key, { $0 })]
        if let other { settings.append((other.0, { _ in other.1 })) }
        self.settings = settings
    }
}
