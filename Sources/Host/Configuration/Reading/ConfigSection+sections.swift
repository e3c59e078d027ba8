import Yams

extension ConfigSection {
    /// Reads a section under a key, and refuses the keys in it that `body` did not read.
    ///
    /// - Parameter ignoringFile: read as if the file did not have the section.
    func section<Value>(
        _ key: String, ignoringFile: Bool = false,
        _ body: (ConfigSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        let found = node(key)
        let inner = try ConfigSection(
            ignoringFile ? nil : found, path: path + [key], context: context, overridable: overridable)
        context.record.open(inner.path)
        let value = try body(inner)
        try inner.checkForUnknownKeys()
        return value
    }

    /// Reads sections under free keys; they come from the file only.
    func sections<Value>(
        _ key: String, _ value: inout [String: Value],
        _ body: (ConfigSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) {
        guard let node = try fileOnlyNode(key) else {
            context.record.map(path + [key], [:], .standard)
            return
        }
        let all = try ConfigSection(node, path: path + [key], context: context, overridable: false)
        guard !all.isEmpty else {
            context.record.map(path + [key], [:], origin(of: node))
            return
        }
        context.record.open(all.path)
        var values: [String: Value] = [:]
        for name in all.keysInOrder { values[name] = try all.section(name, body) }
        value = values
    }
    /// Reads a list of sections that may be absent; lists come from the file only.
    func sections<Value>(
        _ key: String, _ value: inout [Value]?,
        _ body: (ConfigSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) {
        guard let node = try fileOnlyNode(key) else { return }
        let items = try sequence(node, key)
        guard !items.isEmpty else {
            context.record.list(path + [key], [], origin(of: node))
            value = []
            return
        }
        context.record.open(path + [key])
        var values: [Value] = []
        for (index, item) in items.enumerated() {
            let inner = try ConfigSection(
                item, path: path + ["\(key)[\(index)]"], context: context, overridable: false)
            context.record.openItem()
            values.append(try body(inner))
            try inner.checkForUnknownKeys()
        }
        value = values
    }
}
