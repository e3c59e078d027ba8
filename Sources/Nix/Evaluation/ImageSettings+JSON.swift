/// Reading of the JSON that a package's settings evaluate to. Nothing is guessed: another type or an unknown key is an error that
/// names the key.
extension ImageSettings {
    /// What is wrong with the settings.
    struct Problem: Error, Hashable, CustomStringConvertible {
        let description: String

        init(_ key: String, mustBe expected: String, not value: JSONValue) {
            description = "its image setting '\(key)' must be \(expected), not \(value.kindName)"
        }

        init(_ description: String) {
            self.description = description
        }
    }

    /// - Parameter json: nil is returned for `null`.
    static func read(_ json: JSONValue) throws(Problem) -> ImageSettings? {
        if json == .null { return nil }
        guard case .object(let values) = json else { throw Problem("nixery", mustBe: "a set", not: json) }
        var settings = ImageSettings()
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where value != .null {
            try settings.set(key, value)
        }
        return settings
    }

    private mutating func set(_ key: String, _ value: JSONValue) throws(Problem) {
        switch key {
        case "entrypoint": entrypoint = try Self.strings(key, value)
        case "cmd": cmd = try Self.strings(key, value)
        case "env": env = try Self.map(key, value)
        case "labels": labels = try Self.map(key, value)
        case "user": user = try Self.string(key, value)
        case "workingDir": workingDir = try Self.string(key, value)
        case "ports": ports = try Self.ports(key, value)
        default:
            let known = Self.keys.joined(separator: ", ")
            throw Problem("its image setting '\(key)' does not exist; known are \(known)")
        }
    }

    private static let keys = ["cmd", "entrypoint", "env", "labels", "ports", "user", "workingDir"]

    private static func string(_ key: String, _ value: JSONValue) throws(Problem) -> String {
        guard case .string(let text) = value else { throw Problem(key, mustBe: "a string", not: value) }
        return text
    }

    private static func strings(_ key: String, _ value: JSONValue) throws(Problem) -> [String] {
        guard case .array(let values) = value else { throw Problem(key, mustBe: "a list of strings", not: value) }
        var texts: [String] = []
        for (index, value) in values.enumerated() { texts.append(try string("\(key)[\(index)]", value)) }
        return texts
    }

    private static func map(_ key: String, _ value: JSONValue) throws(Problem) -> [String: String] {
        guard case .object(let values) = value else { throw Problem(key, mustBe: "a set of strings", not: value) }
        var texts: [String: String] = [:]
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty, key != "env" || !name.contains("=") else {
                throw Problem("its image setting '\(key)' has an impossible name: '\(name)'")
            }
            texts[name] = try string("\(key).\(name)", value)
        }
        return texts
    }

    private static func ports(_ key: String, _ value: JSONValue) throws(Problem) -> [String] {
        guard case .array(let values) = value else { throw Problem(key, mustBe: "a list of ports", not: value) }
        var ports: [String] = []
        for (index, value) in values.enumerated() { ports.append(try port("\(key)[\(index)]", value)) }
        return ports
    }

    /// A number means TCP (image specification, "ExposedPorts").
    private static func port(_ key: String, _ value: JSONValue) throws(Problem) -> String {
        switch value {
        case .integer(let number) where (1...65535).contains(number): return "\(number)/tcp"
        case .string(let text):
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            if let number = parts.first.flatMap({ Int($0) }), (1...65535).contains(number), parts.count <= 2,
                parts.count == 1 || ["tcp", "udp"].contains(parts[1])
            {
                return "\(number)/\(parts.count == 2 ? parts[1] : "tcp")"
            }
            throw Problem("its image setting '\(key)' is no port: '\(text)'")
        default: throw Problem(key, mustBe: "a port such as 8080 or \"53/udp\"", not: value)
        }
    }
}
