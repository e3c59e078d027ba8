extension Compression {
    private static let formats = ["none", "gzip", "zstd"]

    /// Reads the words of a configuration.
    ///
    /// - Parameters:
    ///   - format: `none`, `gzip` or `zstd`.
    ///   - preset: `fast`, `balanced` (the default) or `small`; without a meaning for `none`.
    ///   - members: `parallel` (the default) or `one`; only for `gzip`.
    package init(format: String, preset: String? = nil, members: String? = nil) throws(ArchiveError) {
        let preset = try Compression.parse(preset) ?? Preset.balanced
        let parsedMembers: Members? = try Compression.parse(members)
        switch format {
        case "none": self = .none
        case "gzip": self = .gzip(preset, members: parsedMembers ?? .parallel)
        case "zstd": self = .zstd(preset)
        default: throw .unknownCompression(format, known: Compression.formats)
        }
        if let members, format != "gzip" {
            throw .unknownCompression("members: \(members)", known: ["members with the format gzip"])
        }
    }

    private static func parse<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String?
    ) throws(ArchiveError) -> Word? {
        guard let text else { return nil }
        guard let word = Word(rawValue: text) else {
            throw .unknownCompression(text, known: Word.allCases.map(\.rawValue))
        }
        return word
    }

    private var words: (format: String, preset: String?, members: String?) {
        switch self {
        case .none: ("none", nil, nil)
        case .gzip(let preset, let members): ("gzip", preset.rawValue, members.rawValue)
        case .zstd(let preset): ("zstd", preset.rawValue, nil)
        }
    }
}

/// The same words as in a configuration: `format`, `preset`, `members`.
extension Compression: Codable {
    private enum CodingKeys: String, CodingKey {
        case format
        case preset
        case members
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            format: container.decode(String.self, forKey: .format),
            preset: container.decodeIfPresent(String.self, forKey: .preset),
            members: container.decodeIfPresent(String.self, forKey: .members))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let (format, preset, members) = words
        try container.encode(format, forKey: .format)
        try container.encodeIfPresent(preset, forKey: .preset)
        try container.encodeIfPresent(members, forKey: .members)
    }
}
