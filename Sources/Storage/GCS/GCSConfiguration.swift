package import SystemPackage

/// Which bucket holds the objects, and how it is reached.
package struct GCSConfiguration: Hashable, Sendable {
    package var bucket: String
    /// Stands before every key in the bucket; nothing or a path such as `registry/`.
    package var prefix = ""
    /// Scheme and host, without a slash at the end.
    package var endpoint = GCSConfiguration.defaultEndpoint
    /// A service account's key file, or that of a signed-in user. Without one the metadata server is asked for tokens, unless
    /// the endpoint is an `http` one: that is an emulator, which takes none.
    package var credentials: FilePath?
    /// Name or address of the metadata server, with a port where it is not 80.
    package var metadataServer = "metadata.google.internal"
    /// Whether anybody may read the bucket's objects.
    package var isPublic = false
    /// PEM file with the certificate authorities to trust instead of the system's.
    package var caFile: FilePath?
    /// Bytes of one piece of an upload, a multiple of 256 KiB; an upload holds two in memory, and four for moments.
    package var pieceSize: Int64 = 8 << 20
    /// How long a signed URL is good for.
    package var linkLifetime = Duration.seconds(300)

    package static let defaultEndpoint = "https://storage.googleapis.com"

    package init(bucket: String) { self.bucket = bucket }
}
