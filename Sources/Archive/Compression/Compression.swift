package import OCI

/// How layers are compressed.
package enum Compression: Hashable, Sendable {
    case none
    case gzip(Preset, members: Members)
    /// Has a media type in OCI manifests only.
    case zstd(Preset)

    /// What most registries do, at the least effort.
    package static let standard = Compression.gzip(.balanced, members: .parallel)

    /// How much effort compressing takes.
    package enum Preset: String, Hashable, Sendable, CaseIterable {
        case fast
        /// The least effort that is not larger than Go's gzip at its default level.
        case balanced
        case small
    }

    /// Of how many gzip members a layer consists (RFC 1952, section 2.2).
    package enum Members: String, Hashable, Sendable, CaseIterable {
        /// One for each chunk.
        case parallel
        /// One altogether, for readers that stop after the first.
        case one
    }

    /// The layer's media type in an OCI manifest.
    package var ociMediaType: MediaType {
        switch self {
        case .none: .ociLayer
        case .gzip: .ociLayerGzip
        case .zstd: .ociLayerZstd
        }
    }

    /// The layer's media type in a Docker manifest; nil where there is none.
    package var dockerMediaType: MediaType? {
        switch self {
        case .none: .dockerLayer
        case .gzip: .dockerLayerGzip
        case .zstd: nil
        }
    }

    /// Names all that decides a layer's bytes apart from its contents, for cache keys: the version of the archive format,
    /// the compression and its level. Letters, digits, `.` and `-`.
    package var formatName: String {
        switch self {
        case .none: "tar1"
        case .gzip(_, let members): "tar1.gzip-\(members.rawValue)-\(level)"
        case .zstd: "tar1.zstd-\(level)"
        }
    }
}
