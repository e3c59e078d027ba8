import OCI
import Storage

/// Where content-addressed objects lie.
extension ObjectKey {
    /// A layer or an image configuration.
    static func blob(_ digest: Digest) throws(StorageError) -> ObjectKey {
        try ObjectKey("blobs/sha256/\(digest.hex)")
    }

    /// A manifest: apart from blobs, so that only manifests are served as such.
    static func manifest(_ digest: Digest) throws(StorageError) -> ObjectKey {
        try ObjectKey("manifests/sha256/\(digest.hex)")
    }

    /// The log of a build, by the hash part of its derivation.
    static func log(_ derivationHash: String) throws(StorageError) -> ObjectKey {
        try ObjectKey("logs/\(derivationHash)")
    }
}
