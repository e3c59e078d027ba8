/// How layers are compressed.
package struct CompressionConfiguration: Hashable, Sendable {
    package var format = Format.gzip
    package var preset = Preset.balanced
    package var members = Members.parallel

    package init() {}

    package enum Format: String, CaseIterable, Sendable {
        case gzip, zstd, none
    }

    /// What to spend on small blobs.
    package enum Preset: String, CaseIterable, Sendable {
        case fast, balanced, small
    }

    /// Whether a gzip blob is several members, compressed at once, or one for readers that stop after the first.
    package enum Members: String, CaseIterable, Sendable {
        case parallel, one
    }
}
