import FoundationEssentials
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the configuration: a flag wins over an environment variable, that over the file, that over the default.
///
/// Scalars may come from all of them; lists and mappings come from the file. A variable that is set to nothing counts as
/// not set.
package struct ConfigurationLoader: Sendable {
    /// The YAML file; without it `NIXERY_CONFIG` names one, or there is none.
    package var file: FilePath?
    package var flags: [ConfigurationFlag]
    package var environment: [String: String]
    /// What relative paths of flags and variables start from; absolute.
    package var workingDirectory: FilePath
    /// Whether state belongs to the machine rather than to a user.
    package var isRoot: Bool

    package init(
        file: FilePath? = nil, flags: [ConfigurationFlag] = [], environment: [String: String],
        workingDirectory: FilePath, isRoot: Bool
    ) {
        self.file = file
        self.flags = flags
        self.environment = environment.filter { !$0.value.isEmpty }
        self.workingDirectory = workingDirectory
        self.isRoot = isRoot
    }

    /// With this process's environment, user and working directory: the only place that looks at them.
    package static func ofProcess(file: FilePath?, flags: [ConfigurationFlag]) -> ConfigurationLoader {
        ConfigurationLoader(
            file: file, flags: flags, environment: ProcessInfo.processInfo.environment,
            workingDirectory: FilePath(FileManager.default.currentDirectoryPath), isRoot: geteuid() == 0)
    }

    /// - Throws: ``ConfigurationError`` for the first thing that is wrong.
    package func load() throws(ConfigurationError) -> LoadedConfiguration {
        try refuseSeveralSources()
        let file = file ?? environment["NIXERY_CONFIG"].map { FilePath($0) }
        let document = try file.map { path throws(ConfigurationError) in try ConfigDocument.read(path) } ?? .empty
        let context = ConfigContext(
            file: file, workingDirectory: workingDirectory,
            overrides: ConfigOverrides(flags: flags, environment: environment), netrc: netrc)
        let root = try ConfigSection(document.root, path: [], context: context)
        let configuration = try NixeryConfiguration(
            reading: root, defaultStorage: StorageConfiguration(path: defaultStorage()))
        try configuration.validate(origins: context.record.origins)
        return LoadedConfiguration(
            configuration: configuration, warnings: warnings(configuration), lines: context.record.lines)
    }

    /// Where blobs go when nobody says: `$XDG_STATE_HOME/nixery` (XDG Base Directory specification), for root
    /// `/var/lib/nixery`, otherwise `~/.local/state/nixery`; in the working directory for a user without a home.
    package func defaultStorage() -> FilePath {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return FilePath(state).appending("nixery")
        }
        if isRoot { return "/var/lib/nixery" }
        let home = environment["HOME"].map { FilePath($0) } ?? workingDirectory
        return home.appending(".local/state/nixery")
    }

    private func refuseSeveralSources() throws(ConfigurationError) {
        let given = EnvironmentAlias.sources.filter { environment[$0] != nil }
        if given.count > 1 { throw ConfigurationError(.severalSources(given)) }
    }

    /// The user's own `~/.netrc`, where there is one.
    private var netrc: FilePath? {
        let file = environment["HOME"].map { FilePath($0).appending(".netrc") }
        return file.flatMap { FileManager.default.fileExists(atPath: $0.string) ? $0 : nil }
    }

    private func warnings(_ configuration: NixeryConfiguration) -> [String] {
        guard environment["NIX_POPULARITY_URL"] != nil, configuration.layering.strategy != .nixery else { return [] }
        return ["NIX_POPULARITY_URL is not used: only the layering strategy 'nixery' asks for popularity"]
    }
}
