package import SystemPackage

/// Which bucket holds the objects, and how it is reached.
package struct S3Configuration: Hashable, Sendable {
    package var bucket: String
    /// Such as `eu-central-1`; nil for what the environment says, or `us-east-1`.
    package var region: String?
    /// `http[s]://host[:port][/path]` of another service than Amazon's; nil for what the environment says, or Amazon's own.
    package var endpoint: String?
    /// Stands before every key in the bucket; nothing or a path such as `registry/`.
    package var prefix = ""
    /// Whether the bucket stands in the path rather than in the host's name; nil for what is usual at the endpoint.
    package var pathStyle: Bool?
    /// The section of the shared credentials file; nil for what the environment says, or `default`.
    package var profile: String?
    /// PEM file with the certificate authorities to trust instead of the system's.
    package var caFile: FilePath?
    /// Bytes of one part of an upload; an upload holds two in memory, and four for moments.
    package var partSize: Int64 = 16 << 20
    /// How long a signed URL is good for.
    package var linkLifetime = Duration.seconds(900)

    package init(bucket: String) { self.bucket = bucket }
}
