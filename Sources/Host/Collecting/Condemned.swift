import OCI
import Storage

/// Blobs and manifests that a collector is about to delete; it is deleted itself when they are.
///
/// Who stores something that may be on such a list looks at the lists after it has stored it (``CondemnedParts``).
struct Condemned: Codable, Sendable, Hashable {
    let digests: [Digest]
    /// How often the list was renewed: its collector is at work as long as this number grows.
    var renewals = 0

    static let prefix = "records/condemned/"

    static func key(_ name: String) throws -> RecordKey<Condemned> {
        try RecordKey(folder: "condemned", name: name)
    }

    /// How long a collector may delete after it renewed its list, by its own clock.
    static let validity = Duration.seconds(30)
    /// How long a list must stay as it is, by the clock of who looks at it, until its collector is taken for dead. Twice the
    /// validity, since the two clocks start at different moments.
    static let patience = validity * 2
}
