/// One entry on its way into an archive, with modes as they are to be written.
struct TarItem: Sendable {
    /// Relative, without a slash at its end.
    let path: ByteString
    let kind: Kind

    enum Kind: Sendable {
        case directory(mode: UInt16)
        case symlink(target: ByteString)
        case file(mode: UInt16, contents: Contents)
    }

    /// Where a file's bytes come from.
    enum Contents: Sendable {
        case bytes([UInt8])
        case source(SourceFile)

        var size: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .source(let file): file.status.size
            }
        }
    }
}

extension TarItem {
    /// An entry that is held in memory.
    init(_ entry: ArchiveEntry) {
        path = entry.path
        kind =
            switch entry.kind {
            case .directory(let mode): .directory(mode: mode)
            case .symlink(let target): .symlink(target: target)
            case .file(let mode, let contents): .file(mode: mode, contents: .bytes(contents))
            }
    }
}
