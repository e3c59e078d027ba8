package import SystemPackage

/// Where blobs, manifests and cached facts are kept.
package struct StorageConfiguration: Hashable, Sendable {
    package var backend = Backend.filesystem
    /// The folder of the `filesystem` backend; absolute. Other backends do not use it.
    package var path: FilePath
    /// Bytes that must be free on the file system of the `filesystem` backend for anything to be built.
    package var minimumFree: Int64 = 256 << 20

    package init(path: FilePath) { self.path = path }

    package enum Backend: String, CaseIterable, Sendable {
        case filesystem, memory
    }
}
