import HTTPTypes
import OCI

/// The two families of media types that an image can be served in.
enum ManifestFamily: Hashable, Sendable {
    case oci
    case docker

    /// The family that a client prefers, by its `Accept` fields (RFC 9110, 12.5.1).
    ///
    /// OCI wins a tie, and is the answer to clients that name neither: no field, `*/*`, or types we do not have.
    init(accept headers: HTTPFields) {
        let ranges = headers.list(.accept).map(MediaRange.init)
        let oci = ManifestFamily.quality(of: .ociManifest, in: ranges)
        let docker = ManifestFamily.quality(of: .dockerManifest, in: ranges)
        self = docker > oci ? .docker : .oci
    }

    /// The quality of the most specific range that matches; 0 where none does.
    private static func quality(of type: MediaType, in ranges: [MediaRange]) -> Double {
        for pattern in [type.rawValue, "application/*", "*/*"] {
            if let quality = ranges.filter({ $0.type == pattern }).map(\.quality).max() { return quality }
        }
        return 0
    }
}

/// One element of an `Accept` field.
private struct MediaRange {
    /// Lower case, without parameters.
    let type: String
    /// 0 to 1; 1 where the client gives none, or one that is no number.
    let quality: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map(\.trimmed)
        type = parts.first?.lowercased() ?? ""
        let given = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
        quality = given.flatMap { Double($0.dropFirst(2)) }.map { min(max($0, 0), 1) } ?? 1
    }
}
