import Configuration

/// What flags and environment variables say about scalars: flags first, then variables, by our names and by Nixery's.
///
/// Names are swift-configuration's: `server.accessLog` is the variable `NIXERY_SERVER_ACCESS_LOG`. Which settings exist is
/// learnt from what is asked for while the configuration is read; whatever was given and not asked for is unknown.
final class ConfigOverrides {
    private let flags: InMemoryProvider
    private let flagNames: [String: String]
    private let variables: KeyMappingProvider<EnvironmentVariablesProvider>
    private let aliases: InMemoryProvider
    private let aliasNames: [String: String]
    private let environment: [String: String]
    private var askedKeys: Set<String> = []
    private var askedVariables: Set<String> = ["NIXERY_CONFIG"]
    /// Lists and mappings: their keys by the variable that each would have.
    private var fileOnly: [String: String] = [:]

    /// - Parameter environment: without variables that are set to nothing.
    init(flags: [ConfigurationFlag], environment: [String: String]) {
        self.flags = Self.provider(flags.map { ($0.key, $0.value) })
        flagNames = Dictionary(flags.map { ($0.key, $0.name) }) { $1 }
        self.environment = environment
        variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "nixery")
        var values: [(String, String)] = []
        var names: [String: String] = [:]
        for alias in EnvironmentAlias.all {
            guard let text = environment[alias.variable] else { continue }
            for setting in alias.settings {
                values.append((setting.key, setting.value(text)))
                names[setting.key] = alias.variable
            }
        }
        aliases = Self.provider(values)
        aliasNames = names
    }

    /// What a flag or variable says about the setting of that dotted key.
    func value(_ key: String) throws(ConfigurationError) -> ConfigText? {
        askedKeys.insert(key)
        askedVariables.insert(try Self.look(key, in: variables).encodedKey)
        return try given(key)
    }

    /// The same, of a setting that may turn out not to exist.
    func given(_ key: String) throws(ConfigurationError) -> ConfigText? {
        let variable = try Self.look(key, in: variables)
        if let text = try Self.look(key, in: flags).text {
            return ConfigText(text: text, origin: .flag(flagNames[key] ?? key))
        }
        let alias = try Self.look(key, in: aliases).text
        let aliasName = aliasNames[key] ?? key
        if let text = variable.text, let alias, text != alias {
            throw ConfigurationError(.conflict(aliasName, variable.encodedKey))
        }
        if let text = variable.text { return ConfigText(text: text, origin: .environment(variable.encodedKey)) }
        return alias.map { ConfigText(text: $0, origin: .environment(aliasName)) }
    }

    /// Notes that a list or mapping is read under that key, so that a flag or variable for it is told why it is refused.
    func noteFileOnly(_ key: String) throws(ConfigurationError) {
        fileOnly[try Self.look(key, in: variables).encodedKey] = key
    }

    /// Refuses flags and `NIXERY_*` variables that nothing has asked for.
    func checkForUnknown() throws(ConfigurationError) {
        if let (key, name) = flagNames.sorted(by: <).first(where: { !askedKeys.contains($0.key) }) {
            if let whole = fileOnly.values.first(where: { key == $0 || key.hasPrefix($0 + ".") }) {
                throw ConfigurationError(.onlyInFile(key: whole), at: .flag(name))
            }
            throw ConfigurationError(.unknownSetting(key, known: askedKeys.sorted()), at: .flag(name))
        }
        let known = askedVariables.union(EnvironmentAlias.all.map(\.variable))
        let unknown = environment.filter { name, value in
            name.hasPrefix("NIXERY_") && !known.contains(name) && !Self.isForeign(name, value)
        }
        if let name = unknown.keys.min() {
            if let whole = fileOnly.first(where: { name == $0.key || name.hasPrefix($0.key + "_") })?.value {
                throw ConfigurationError(.onlyInFile(key: whole), at: .environment(name))
            }
            throw ConfigurationError(.unknownVariable(name, known: known.sorted()), at: .environment(name))
        }
    }

    /// Test hooks, and what Kubernetes and Docker links set for a service that is called `nixery`
    /// (Kubernetes documentation, "Discovering services").
    private static func isForeign(_ name: String, _ value: String) -> Bool {
        ["NIXERY_TEST_", "NIXERY_SERVICE_HOST", "NIXERY_SERVICE_PORT", "NIXERY_PORT_"].contains { name.hasPrefix($0) }
            || (name == "NIXERY_PORT" && value.contains("://"))
    }

    private static func provider(_ values: [(String, String)]) -> InMemoryProvider {
        let pairs = values.map { (AbsoluteConfigKey($0.0.keyComponents), ConfigValue(.string($0.1), isSecret: false)) }
        return InMemoryProvider(values: Dictionary(pairs) { $1 })
    }

    private static func look(
        _ key: String, in provider: some ConfigProvider
    ) throws(ConfigurationError) -> (encodedKey: String, text: String?) {
        do {
            let result = try provider.value(forKey: AbsoluteConfigKey(key.keyComponents), type: .string)
            guard case .string(let text) = result.value?.content else { return (result.encodedKey, nil) }
            return (result.encodedKey, text)
        } catch {
            throw ConfigurationError(.unusable(key: key, reason: "\(error)"))
        }
    }
}

extension String {
    /// A dotted key's parts.
    fileprivate var keyComponents: [String] { split(separator: ".").map(String.init) }
}
