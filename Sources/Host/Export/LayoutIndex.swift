import OCI

/// The `index.json` of an image layout. What other tools wrote into it stays as it is.
struct LayoutIndex: Codable, Hashable, Sendable {
    /// Which name tools give an image in a layout (OCI image spec, annotations.md).
    private static let nameKey = "org.opencontainers.image.ref.name"

    private var fields: [String: JSONValue]

    /// The index of an empty layout.
    init() {
        fields = [
            "schemaVersion": .integer(2), "mediaType": .string(MediaType.ociIndex.rawValue), "manifests": .array([]),
        ]
    }

    init(from decoder: any Decoder) throws {
        fields = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fields)
    }

    /// Adds an image. One that has the same name gives way.
    mutating func add(_ manifest: StoredManifest, name: String) {
        let entry: [String: JSONValue] = [
            "mediaType": .string(manifest.mediaType.rawValue), "digest": .string(manifest.digest.description),
            "size": .integer(Int64(manifest.bytes.count)), "annotations": .object([LayoutIndex.nameKey: .string(name)]),
        ]
        var manifests: [JSONValue] = []
        if case .array(let present)? = fields["manifests"] { manifests = present }
        manifests.removeAll { LayoutIndex.name(of: $0) == name }
        fields["manifests"] = .array(manifests + [.object(entry)])
    }

    private static func name(of manifest: JSONValue) -> String? {
        guard case .object(let fields) = manifest, case .object(let annotations)? = fields["annotations"],
            case .string(let name)? = annotations[nameKey]
        else { return nil }
        return name
    }
}

/// Any JSON.
private indirect enum JSONValue: Codable, Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Each `try?` asks for one kind of value, and the next line for another.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
            return
        }
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
            return
        }
        if let value = try? container.decode(Int64.self) {
            self = .integer(value)
            return
        }
        if let value = try? container.decode(Double.self) {
            self = .number(value)
            return
        }
        if let value = try? container.decode(String.self) {
            self = .string(value)
            return
        }
        if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
            return
        }
        self = .object(try container.decode([String: JSONValue].self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
