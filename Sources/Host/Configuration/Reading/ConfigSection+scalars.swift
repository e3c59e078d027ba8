import SystemPackage

extension ConfigSection {
    /// Reads a scalar; `value` stays as it is when nobody says anything.
    func scalar<Value>(
        _ key: String, _ value: inout Value, _ format: ScalarFormat<Value>
    ) throws(ConfigurationError) {
        var origin = ConfigOrigin.standard
        if let found = try text(key) {
            value = try parse(found, key, format)
            origin = found.origin
        }
        context.record.scalar(path + [key], format.render(value), origin)
    }

    /// Reads a scalar that may be absent.
    func scalar<Value>(
        _ key: String, _ value: inout Value?, _ format: ScalarFormat<Value>
    ) throws(ConfigurationError) {
        guard let found = try text(key) else { return }
        let parsed = try parse(found, key, format)
        value = parsed
        context.record.scalar(path + [key], format.render(parsed), found.origin)
    }

    /// Reads a path and makes it absolute.
    func path(_ key: String, _ value: inout FilePath) throws(ConfigurationError) {
        var found: FilePath?
        try path(key, &found)
        if let found { value = found } else { context.record.scalar(path + [key], value.string, .standard) }
    }

    /// Reads a path that may be absent, and makes it absolute.
    func path(_ key: String, _ value: inout FilePath?) throws(ConfigurationError) {
        guard let found = try text(key) else { return }
        let absolute = context.absolute(try parse(found, key, .text), found.origin)
        value = absolute
        context.record.scalar(path + [key], absolute.string, found.origin)
    }

    /// The value of a key that must be there; call it when all other keys have been read, so that a misspelt one is
    /// named rather than missed.
    func require<Value>(_ value: Value?, _ key: String, hint: String) throws(ConfigurationError) -> Value {
        if let value { return value }
        try checkForUnknownKeys()
        throw ConfigurationError(.missingKey(dotted(key), hint: hint))
    }

    func parse<Value>(
        _ found: ConfigText, _ key: String, _ format: ScalarFormat<Value>
    ) throws(ConfigurationError) -> Value {
        guard let value = format.parse(found.text) else {
            throw ConfigurationError(
                .badValue(key: dotted(key), text: found.text, expected: format.expected), at: found.origin)
        }
        return value
    }
}
