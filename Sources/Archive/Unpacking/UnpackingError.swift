package import SystemPackage

/// Why a tarball was not unpacked. Names are those in the tarball.
package enum UnpackingError: Error, Hashable, Sendable {
    /// No tarball at all, cut short, or damaged.
    case damaged(String)
    /// A name that starts with a slash.
    case absoluteName(ByteString)
    /// A name or a hard link's target with `..` in it.
    case nameLeaves(ByteString)
    /// A name that cannot be a file's: empty, too deep, or not readable.
    case invalidName(ByteString)
    /// A symbolic link whose target is not inside the tarball's folder.
    case linkLeaves(ByteString, target: ByteString)
    /// A hard link to what is no file that came before.
    case hardLink(ByteString, target: ByteString)
    /// An entry below a link or a file.
    case throughLink(ByteString)
    /// A second entry of the same name.
    case duplicate(ByteString)
    /// A device, a pipe, a socket.
    case unsupportedKind(ByteString)
    /// Not everything lies in one folder at the top.
    case noSingleFolder(ByteString)
    case tooManyBytes(limit: Int64)
    case tooManyFiles(limit: Int)
    /// The file system refused.
    case unwritable(ByteString, cause: Errno)
}

extension UnpackingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .damaged(let cause): "it is no complete tarball: \(cause)"
        case .absoluteName(let name): "its entry '\(name)' has an absolute name"
        case .nameLeaves(let name): "its entry '\(name)' would lie outside of its folder"
        case .invalidName(let name): "its entry '\(name)' has a name that no file can have"
        case .linkLeaves(let name, let target): "its link '\(name)' leads out of its folder, to '\(target)'"
        case .hardLink(let name, let target):
            "its entry '\(name)' is a hard link to '\(target)', which is no file in it"
        case .throughLink(let name): "its entry '\(name)' lies below what is no folder"
        case .duplicate(let name): "its entry '\(name)' is in it twice"
        case .unsupportedKind(let name): "its entry '\(name)' is no file, folder or link"
        case .noSingleFolder(let name):
            name.bytes.isEmpty ? "it is empty" : "it does not have one folder at its top; '\(name)' lies outside"
        case .tooManyBytes(let limit): "its files have more than \(limit) bytes, the configured limit"
        case .tooManyFiles(let limit): "it has more than \(limit) entries, the configured limit"
        case .unwritable(let name, let cause): "its entry '\(name)' could not be written: \(cause)"
        }
    }
}
