package import Storage
package import SystemPackage

/// Where blobs, manifests and cached facts are kept.
package struct StorageConfiguration: Hashable, Sendable {
    package var backend = Backend.filesystem
    /// The folder of the `filesystem` backend, and of what belongs to this process with any; absolute.
    package var path: FilePath
    /// Bytes that must be free on the file system of the `filesystem` backend for anything to be built.
    package var minimumFree: Int64 = 256 << 20
    /// How long a bucket's lease of a replica that died is respected; zero for no leases.
    package var leaseLifetime = Duration.seconds(30)
    /// The bucket of the `s3` backend; nil for others.
    package var s3: S3Configuration?
    /// The bucket of the `gcs` backend; nil for others.
    package var gcs: GCSConfiguration?

    package init(path: FilePath) { self.path = path }

    package enum Backend: String, CaseIterable, Sendable {
        case filesystem, memory, s3, gcs
    }
}
