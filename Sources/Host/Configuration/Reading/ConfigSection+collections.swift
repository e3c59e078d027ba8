import Yams

extension ConfigSection {
    /// Reads a list of scalars; lists come from the file only.
    func list<Value>(
        _ key: String, _ value: inout [Value], _ format: ScalarFormat<Value>
    ) throws(ConfigurationError) {
        var found: [Value]?
        try list(key, &found, format)
        if let found { value = found } else { context.record.list(path + [key], value.map(format.render), .standard) }
    }

    /// Reads a list of scalars that may be absent.
    func list<Value>(
        _ key: String, _ value: inout [Value]?, _ format: ScalarFormat<Value>
    ) throws(ConfigurationError) {
        guard let node = try fileOnlyNode(key) else { return }
        var values: [Value] = []
        for item in try sequence(node, key) {
            let text = ConfigText(text: try scalarText(item, key), origin: origin(of: item))
            values.append(try parse(text, key, format))
        }
        value = values
        context.record.list(path + [key], values.map(format.render), origin(of: node))
    }

    /// A list's items.
    func sequence(_ node: Node, _ key: String) throws(ConfigurationError) -> Node.Sequence {
        guard case .sequence(let items) = node else {
            throw ConfigurationError(.wrongShape(key: dotted(key), expected: "a list"), at: origin(of: node))
        }
        return items
    }

    /// Reads a mapping of free keys to scalars; mappings come from the file only.
    func map(
        _ key: String, _ value: inout [String: String], _ format: ScalarFormat<String>
    ) throws(ConfigurationError) {
        var origin = ConfigOrigin.standard
        if let node = try fileOnlyNode(key) {
            let inner = try ConfigSection(node, path: path + [key], context: context, overridable: false)
            var values: [String: String] = [:]
            for name in inner.keysInOrder {
                guard let text = try inner.text(name) else { continue }
                values[name] = try inner.parse(text, name, format)
            }
            value = values
            origin = self.origin(of: node)
        }
        context.record.map(path + [key], value.mapValues(format.render), origin)
    }

    /// Reads a mapping of free keys to strings, numbers and booleans, kept as JSON. What is printed hides the values of keys
    /// that sound like secrets.
    func jsonScalars(_ key: String, _ value: inout [String: String]) throws(ConfigurationError) {
        var origin = ConfigOrigin.standard
        if let node = try fileOnlyNode(key) {
            let inner = try ConfigSection(node, path: path + [key], context: context, overridable: false)
            var values: [String: String] = [:]
            for name in inner.keysInOrder {
                guard let item = inner.node(name) else { continue }
                let text = try inner.scalarText(item, name)
                values[name] = item.scalar?.style == .plain ? JSONText.plain(text) : JSONText.string(text)
            }
            value = values
            origin = self.origin(of: node)
        }
        let printed = value.map { ($0, Self.isSecret($0) ? JSONText.string("***") : $1) }
        context.record.jsonMap(path + [key], Dictionary(printed) { first, _ in first }, origin)
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["password", "passwd", "passphrase", "token", "secret", "key", "credential"].contains {
            name.contains($0)
        }
    }
}
