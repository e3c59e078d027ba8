import ArgumentParser
import Host
import SystemPackage

/// The flags that every command has: where the configuration is, and what is different this time.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration file (YAML). Also NIXERY_CONFIG.")
    var config: String?

    @Option(help: "The folder with the package set (source.path). Also NIXERY_PKGS_PATH.")
    var packages: String?

    @Option(help: "The folder for images and what is remembered (storage.path). Also STORAGE_PATH.")
    var storage: String?

    @Option(help: "The address to listen on (server.address).")
    var address: String?

    @Option(name: .shortAndLong, help: "The port to listen on (server.port). Also PORT.")
    var port: String?

    @Option(help: "linux/amd64 or linux/arm64 (images.platform).")
    var platform: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (server.logLevel).")
    var logLevel: String?

    @Option(help: "json or text (server.logFormat).")
    var logFormat: String?

    @Option(help: "Any other setting, for example layering.budget=20.", transform: Setting.parse)
    var set: [Setting] = []

    /// Reads the configuration, and tells about what in it changes nothing.
    func load() throws -> LoadedConfiguration {
        let loader = ConfigurationLoader.ofProcess(file: config.map { FilePath($0) }, flags: flags)
        let loaded = try loader.load()
        for warning in loaded.warnings { Terminal.complain("warning: \(warning)") }
        return loaded
    }

    /// The flags that were given. Named ones win over `--set`.
    private var flags: [ConfigurationFlag] {
        let named = [
            ("--packages", "source.path", packages), ("--storage", "storage.path", storage),
            ("--address", "server.address", address), ("--port", "server.port", port),
            ("--platform", "images.platform", platform), ("--log-level", "server.logLevel", logLevel),
            ("--log-format", "server.logFormat", logFormat),
        ]
        let kind = packages.map { _ in ConfigurationFlag("--packages", sets: "source.kind", to: "path") }
        return set.map { ConfigurationFlag("--set", sets: $0.key, to: $0.value) } + [kind].compactMap { $0 }
            + named.compactMap { name, key, value in value.map { ConfigurationFlag(name, sets: key, to: $0) } }
    }
}

/// `KEY=VALUE`
struct Setting: Hashable, Sendable {
    let key: String
    let value: String

    static func parse(_ text: String) throws -> Setting {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { throw ValidationError("'\(text)' is not KEY=VALUE") }
        return Setting(key: String(parts[0]), value: String(parts[1]))
    }
}
