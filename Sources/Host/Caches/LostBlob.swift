import OCI
import Storage

/// A stored blob that a registry found gone or damaged, so that the others on the same store do not believe in it any longer.
struct LostBlob: Codable, Hashable, Sendable {
    /// When the damaged object was written, in seconds since the epoch by the store's clock; nil for one that was gone.
    let written: Int64?

    static let prefix = "records/lost/"

    static func key(_ digest: Digest) throws -> RecordKey<LostBlob> { try RecordKey(folder: "lost", name: digest.hex) }
}
