import Nix
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
            "size": .integer(manifest.bytes.count), "annotations": .object([LayoutIndex.nameKey: .string(name)]),
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
