package import SystemPackage

/// Where a ``GCSStore`` is and how it behaves.
package struct GCSOptions: Sendable {
    package var bucket: String
    /// Stands before every key in the bucket.
    package var prefix = ""
    /// Scheme and host, without a slash at the end.
    package var endpoint = GCSOptions.defaultEndpoint
    /// Whether anybody may read the bucket's objects.
    package var isPublic = false
    /// PEM file with the certificate authorities to trust instead of the system's.
    package var caFile: FilePath?
    /// Bytes of one piece of an upload; a multiple of 256 KiB. Each upload holds one in memory.
    package var pieceSize = 8 << 20
    /// Objects of one page of a listing; Google gives 1000 at most.
    package var pageSize = 1000
    package var limits = CloudLimits()
    package var retry = RetryPolicy()
    package var clock = CloudClock()

    package static let defaultEndpoint = "https://storage.googleapis.com"

    package init(bucket: String) { self.bucket = bucket }
}
