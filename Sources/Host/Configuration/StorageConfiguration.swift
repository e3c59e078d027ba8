package import Storage
package import SystemPackage

/// Where blobs, manifests and cached facts are kept.
package struct StorageConfiguration: Hashable, Sendable {
    package var backend = Backend.filesystem
    /// The folder of the `filesystem` backend; absolute. Other backends do not use it.
    package var path: FilePath

    /// The bucket of the `gcs` backend; nil for others.
    package var gcs: GCSConfiguration?

    package init(path: FilePath) { self.path = path }

    package enum Backend: String, CaseIterable, Sendable {
        case filesystem, memory, gcs
    }
}
