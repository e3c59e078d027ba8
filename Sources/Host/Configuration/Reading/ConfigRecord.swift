/// What was read, key by key: the effective configuration as `nixery config` prints it.
struct ConfigRecord {
    private(set) var lines: [String] = []
    /// Where each setting's value comes from, by dotted key.
    private(set) var origins: [String: ConfigOrigin] = [:]
    /// Whether the next line begins an item of a list.
    private var beginsItem = false

    /// Where a setting's value comes from.
    func origin(_ key: String) -> ConfigOrigin { origins[key] ?? .standard }

    /// A key that others follow under, one level deeper.
    mutating func open(_ path: [String]) {
        append(path, ":")
    }

    /// What follows, one level deeper, is an item of the list that was opened.
    mutating func openItem() {
        beginsItem = true
    }

    mutating func scalar(_ path: [String], _ text: String, _ origin: ConfigOrigin) {
        value(path, Self.quoted(text), origin)
    }

    mutating func list(_ path: [String], _ texts: [String], _ origin: ConfigOrigin) {
        value(path, "[\(texts.map(Self.quoted).joined(separator: ", "))]", origin)
    }

    mutating func map(_ path: [String], _ texts: [String: String], _ origin: ConfigOrigin) {
        jsonMap(path, texts.mapValues(Self.quoted), origin)
    }

    /// A mapping whose values are written already.
    mutating func jsonMap(_ path: [String], _ values: [String: String], _ origin: ConfigOrigin) {
        let entries = values.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)): \($0.value)" }
        value(path, "{\(entries.joined(separator: ", "))}", origin)
    }

    private mutating func value(_ path: [String], _ written: String, _ origin: ConfigOrigin) {
        origins[path.joined(separator: ".")] = origin
        append(path, ": \(written)  # \(origin.comment)")
    }

    private mutating func append(_ path: [String], _ rest: String) {
        let depth = max(0, path.count - 1) - (beginsItem ? 1 : 0)
        let indent = String(repeating: "  ", count: depth) + (beginsItem ? "- " : "")
        lines.append(indent + Self.quoted(path.last ?? "") + rest)
        beginsItem = false
    }

    /// As a plain scalar where that is unmistakable, otherwise in double quotes, where YAML takes JSON's escapes
    /// (YAML 1.2, section 7.3.1).
    private static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let isSpecial = text.isEmpty || text.hasPrefix("-") || text.hasPrefix(".") || ConfigNull.isNull(text)
        return plain && !isSpecial ? text : JSONText.string(text)
    }
}
