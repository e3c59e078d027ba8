package import SystemPackage

/// Why a layer could not be written or read.
package enum ArchiveError: Error, Hashable, Sendable {
    /// A store file whose name a container engine takes for an order to delete something (OCI image spec, layer.md,
    /// "Whiteouts"). The file's path is relative to the package.
    case whiteout(package: FilePath, file: ByteString)
    /// Something that is no file, directory or link.
    case unsupportedKind(path: ByteString, kind: String)
    /// A file that another process changed while it was read.
    case changedWhileRead(path: ByteString)
    case notInStore(FilePath, store: FilePath)
    /// An entry of the link layer that would not unpack as it is meant.
    case invalidEntry(path: ByteString, reason: String)
    case unreadable(path: ByteString, cause: Errno)
    /// A compressor refused to start or to go on.
    case compressionFailed(String)
    case unknownCompression(String, known: [String])
    /// A layer blob that is not what its media type says, or that ends too early.
    case corruptLayer(String)
}

extension ArchiveError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .whiteout(let package, let file):
            "'\(package)' holds '\(file)': a name that starts with '.wh.' means a deletion in an image layer, "
                + "so this package cannot be in an image"
        case .unsupportedKind(let path, let kind):
            "'\(path)' is a \(kind), and only files, directories and links can be in an image"
        case .changedWhileRead(let path): "'\(path)' changed while it was read"
        case .notInStore(let path, let store): "'\(path)' is not the path of a package in '\(store)'"
        case .invalidEntry(let path, let reason): "'\(path)' cannot be put into a layer: \(reason)"
        case .unreadable(let path, let cause): "'\(path)' could not be read: \(cause)"
        case .compressionFailed(let cause): "the layer could not be compressed: \(cause)"
        case .unknownCompression(let word, let known):
            "'\(word)' is no setting of the layer compression; known are \(known.joined(separator: ", "))"
        case .corruptLayer(let cause): "the layer is damaged: \(cause)"
        }
    }
}
