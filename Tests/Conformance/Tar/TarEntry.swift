package import Archive

/// What an archive says of one entry.
package struct TarEntry: Hashable, Sendable {
    /// As it is written, without a slash at its end.
    package var path: ByteString
    package var kind: Kind
    /// Permission bits.
    package var mode: Int64
    /// Bytes of contents that follow.
    package var size: Int64
    /// Seconds since the epoch.
    package var modified: Int64
    package var userID: Int64
    package var groupID: Int64
    package var userName: ByteString
    package var groupName: ByteString
    /// Whether a pax header came before it.
    package var isExtended: Bool

    package enum Kind: Hashable, Sendable {
        case file
        case directory
        case symlink(target: ByteString)
        case hardLink(target: ByteString)
        /// The type flag.
        case other(UInt8)
    }
}

/// Why bytes are no archive.
package struct TarError: Error, Hashable, CustomStringConvertible {
    package let description: String
}
