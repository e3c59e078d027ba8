import OCI

/// That an image was pulled on a day. Its time of writing is what counts.
struct PullRecord: Codable, Sendable, Hashable {
    /// Days since the epoch, by the registry's clock.
    let day: Int

    /// Seconds.
    static let day: Int64 = 86_400
    static let prefix = "records/pulls/"

    /// - Parameter config: the image's configuration, which all its manifests name.
    static func key(_ config: Digest) throws -> RecordKey<PullRecord> {
        try RecordKey(folder: "pulls", name: config.hex)
    }
}
