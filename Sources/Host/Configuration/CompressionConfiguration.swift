package import Archive

/// How layers are compressed.
package struct CompressionConfiguration: Hashable, Sendable {
    package var format = Format.gzip
    /// What to spend on small blobs.
    package var preset = Compression.Preset.balanced
    /// Whether a gzip blob is several members, compressed at once, or one for readers that stop after the first.
    package var members = Compression.Members.parallel

    package init() {}

    package enum Format: String, CaseIterable, Sendable {
        case gzip, zstd, none
    }

    /// What the archive writer takes.
    package var compression: Compression {
        switch format {
        case .gzip: .gzip(preset, members: members)
        case .zstd: .zstd(preset)
        case .none: .none
        }
    }
}
