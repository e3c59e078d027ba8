/// What a name in a directory stands for.
enum FileKind: Hashable, Sendable {
    case directory
    case file
    case symlink
    /// What an image cannot hold, named for the message.
    case other(String)
}

/// The part of a file's status that packing looks at.
struct FileStatus: Hashable, Sendable {
    let kind: FileKind
    /// Bytes.
    let size: Int64
    /// The owner may execute it: the one permission that Nix keeps.
    let isExecutable: Bool
    let modified: FileTime
}

/// A time in a file's status.
struct FileTime: Hashable, Sendable {
    let seconds: Int64
    let nanoseconds: Int64
}
