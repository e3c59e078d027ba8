import SystemPackage
import Yams

/// One mapping of the configuration while it is read.
///
/// A key is known because it is read: there is no other list of keys. When the section's closure has ended, keys of the
/// file that nobody read are refused. A scalar's value is the flag's, else the variable's, else the file's, else stays.
final class ConfigSection {
    /// The keys that lead here; empty for the whole file.
    let path: [String]
    let context: ConfigContext
    private let entries: [String: (key: Node, value: Node)]
    let overridable: Bool
    private var known: [String] = []

    /// - Parameter overridable: whether variables and flags may change scalars here.
    init(_ node: Node?, path: [String], context: ConfigContext, overridable: Bool = true) throws(ConfigurationError) {
        self.path = path
        self.context = context
        self.overridable = overridable
        entries = try Self.entries(of: node, path: path, context: context)
    }

    /// Whether the file says nothing here.
    var isEmpty: Bool { entries.isEmpty }

    /// The file's node for a key, which is known from now on.
    func node(_ key: String) -> Node? {
        if !known.contains(key) { known.append(key) }
        return entries[key]?.value
    }

    /// The same for a list or mapping, which variables and flags cannot say.
    func fileOnlyNode(_ key: String) throws(ConfigurationError) -> Node? {
        if overridable { try context.overrides.noteFileOnly(dotted(key)) }
        return node(key)
    }

    func dotted(_ key: String) -> String { (path + [key]).joined(separator: ".") }

    func origin(of node: Node) -> ConfigOrigin {
        context.file.map { .file($0, line: node.mark?.line) } ?? .standard
    }

    /// What a scalar's text is and where it comes from; nil when nobody says anything.
    func text(_ key: String) throws(ConfigurationError) -> ConfigText? {
        let node = node(key)
        if overridable, let outside = try context.overrides.value(dotted(key)) { return outside }
        guard let node else { return nil }
        return ConfigText(text: try scalarText(node, key), origin: origin(of: node))
    }

    /// A scalar node's text.
    func scalarText(_ node: Node, _ key: String) throws(ConfigurationError) -> String {
        guard case .scalar(let scalar) = node else {
            throw ConfigurationError(.wrongShape(key: dotted(key), expected: "a single value"), at: origin(of: node))
        }
        if scalar.style == .plain, ConfigNull.isNull(scalar.string) {
            throw ConfigurationError(.noValue(key: dotted(key)), at: origin(of: node))
        }
        return scalar.string
    }

    /// Refuses keys of the file that were not read.
    func checkForUnknownKeys() throws(ConfigurationError) {
        let unknown = entries.filter { !known.contains($0.key) }.map { ($0.key, $0.value.key) }
        let first = unknown.min { ($0.1.mark?.line ?? 0) < ($1.1.mark?.line ?? 0) }
        guard let (key, node) = first else { return }
        throw ConfigurationError(
            .unknownKey(key, section: path.joined(separator: "."), known: known), at: origin(of: node))
    }

    /// Keys in the file's order.
    var keysInOrder: [String] {
        entries.sorted { ($0.value.key.mark?.line ?? 0, $0.key) < ($1.value.key.mark?.line ?? 0, $1.key) }.map(\.key)
    }

    private static func entries(
        of node: Node?, path: [String], context: ConfigContext
    ) throws(ConfigurationError) -> [String: (key: Node, value: Node)] {
        func misshapen(_ expected: String, _ node: Node) -> ConfigurationError {
            let key = path.joined(separator: ".")
            let origin = context.file.map { ConfigOrigin.file($0, line: node.mark?.line) } ?? .standard
            return ConfigurationError(.wrongShape(key: key, expected: expected), at: origin)
        }
        guard let node else { return [:] }
        if case .scalar(let scalar) = node, scalar.style == .plain, ConfigNull.isNull(scalar.string) { return [:] }
        guard case .mapping(let mapping) = node else { throw misshapen("a mapping of keys to values", node) }
        var entries: [String: (key: Node, value: Node)] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else { throw misshapen("a mapping whose keys are text", key) }
            entries[scalar.string] = (key, value)
        }
        return entries
    }
}
