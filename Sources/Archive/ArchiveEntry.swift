/// A file system object that is made up rather than read from the store, for the link layer.
package struct ArchiveEntry: Hashable, Sendable {
    /// Relative, without `.` or `..`, for example `etc/passwd`.
    package let path: ByteString
    package let kind: Kind

    package init(path: ByteString, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
        /// `mode`: permission bits, for example 0o1777.
        case directory(mode: UInt16)
        case file(mode: UInt16, contents: [UInt8])
        case symlink(target: ByteString)
    }
}
