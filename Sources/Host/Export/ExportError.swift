package import OCI
package import SystemPackage

/// Why an image was not written.
package enum ExportError: Error, Hashable, Sendable {
    case unknownTarget(String)
    /// There is something else than an image layout.
    case notALayout(FilePath)
    case blobMissing(Digest)
    /// The store's bytes are not those that the manifest names.
    case blobDamaged(Digest)
    /// A layer's decompressed bytes are not those that the configuration names.
    case layerDamaged(Digest, diffID: Digest)
    case invalidImage(reason: String)
    case file(FilePath, Errno)
    /// There is something that a file must not take the place of: a device, a link, a pipe, a folder.
    case notAFile(FilePath)
}

extension ExportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownTarget(let text):
            "'\(text)' is no place to write an image to; say oci:DIR, oci-archive:FILE or docker-archive:FILE, "
                + "without ':' in the path"
        case .notALayout(let path):
            "'\(path)' exists and is no image layout; name a new folder, an empty one, or a layout to add to"
        case .blobMissing(let digest): "the blob \(digest) is not in the store"
        case .blobDamaged(let digest): "the stored bytes of the blob \(digest) do not match its digest and size"
        case .layerDamaged(let digest, let diffID): "the layer \(digest) does not decompress to \(diffID)"
        case .invalidImage(let reason): "the image cannot be written: \(reason)"
        case .file(let path, let cause): "'\(path)' cannot be written: \(cause)"
        case .notAFile(let path): "'\(path)' exists and is no plain file; it stays as it is, name another"
        }
    }
}
