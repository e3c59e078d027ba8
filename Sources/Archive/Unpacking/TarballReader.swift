// The one file that calls libarchive: every status is checked, pointers stay here.

internal import CArchive
internal import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads a tar, compressed or not, entry by entry; or a compressed file that is no tar.
final class TarballReader {
    /// What an entry is; sizes in bytes.
    enum Kind {
        case directory
        case file(size: Int64, isExecutable: Bool)
        case symlink(target: ByteString)
        case hardLink(target: ByteString)
        case other
    }

    private let archive: OpaquePointer
    private static let blockSize = 1 << 17

    /// - Parameter file: an open file, read from where it stands.
    init(_ file: OpenHandle) throws(UnpackingError) {
        archive = try Self.newArchive()
        try support(archive_read_support_format_tar)
        try check(archive_read_open_fd(archive, file.descriptor, UInt(Self.blockSize)))
    }

    /// Reads compressed bytes that are no tar: the one entry is what they decompress to.
    ///
    /// - Parameter data: not empty, and valid as long as this.
    init(compressed data: UnsafeRawBufferPointer) throws(UnpackingError) {
        archive = try Self.newArchive()
        try support(archive_read_support_format_raw)
        try check(archive_read_open_memory(archive, data.baseAddress, UInt(data.count)))
    }

    private static func newArchive() throws(UnpackingError) -> OpaquePointer {
        guard let archive = archive_read_new() else { throw .damaged("no memory is left to read it") }
        return archive
    }

    /// Allows a format, in every compression.
    private func support(_ format: @escaping @Sendable (OpaquePointer?) -> CInt) throws(UnpackingError) {
        for support in [
            format, archive_read_support_filter_gzip, archive_read_support_filter_xz,
            archive_read_support_filter_zstd, archive_read_support_filter_bzip2,
        ] {
            try check(support(archive))
        }
    }

    deinit { archive_read_free(archive) }

    /// The next entry's name and kind; nil at the end.
    ///
    /// - Throws: ``UnpackingError/damaged(_:)``, also for an archive that just stops: it must have its end mark.
    func next() throws(UnpackingError) -> (name: ByteString, kind: Kind)? {
        let before = archive_filter_bytes(archive, 0)
        var entry: OpaquePointer?
        let status = archive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF {
            // Padding takes less than a block; the mark is a block of zeros.
            guard archive_filter_bytes(archive, 0) - before >= 512 else { throw .damaged("it ends too early") }
            return nil
        }
        try check(status)
        guard let entry, let name = archive_entry_pathname(entry) else { throw .damaged("an entry has no name") }
        return (ByteString(cString: name), try kind(of: entry))
    }

    private func kind(of entry: OpaquePointer) throws(UnpackingError) -> Kind {
        if let target = archive_entry_hardlink(entry) { return .hardLink(target: ByteString(cString: target)) }
        // The macros AE_IF… are these numbers of POSIX.
        switch archive_entry_filetype(entry) {
        case S_IFDIR: return .directory
        case S_IFREG:
            return .file(
                size: archive_entry_size(entry), isExecutable: archive_entry_perm(entry) & S_IXUSR != 0)
        case S_IFLNK:
            guard let target = archive_entry_symlink(entry) else { throw .damaged("a link has no target") }
            return .symlink(target: ByteString(cString: target))
        default: return .other
        }
    }

    /// The next piece of the entry's contents and where in the file it belongs; nil at the end.
    ///
    /// - Parameter body: gets bytes that are valid until it returns.
    /// - Returns: false at the end.
    func readBlock<Failure: Error>(
        _ body: (UnsafeRawBufferPointer, Int64) throws(Failure) -> Void
    ) throws -> Bool {
        var start: UnsafeRawPointer?
        var count: UInt = 0
        var offset: Int64 = 0
        let status = archive_read_data_block(archive, &start, &count, &offset)
        if status == ARCHIVE_EOF { return false }
        try check(status)
        try body(UnsafeRawBufferPointer(start: start, count: Int(count)), offset)
        return true
    }

    /// Warnings count as well: what libarchive could not represent would be unpacked wrongly.
    private func check(_ status: CInt) throws(UnpackingError) {
        guard status != ARCHIVE_OK else { return }
        let cause = archive_error_string(archive).map { String(cString: $0) }
        throw .damaged(cause ?? "libarchive says no more than \(status)")
    }
}

extension ByteString {
    fileprivate init(cString: UnsafePointer<CChar>) {
        self.init(UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
    }
}

/// Runs `body` with UTF-8 as this thread's character set, by which libarchive translates the names in pax headers; the
/// process itself usually has none.
func withUTF8Names<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return try body() }
    let before = uselocale(locale)
    defer {
        uselocale(before)
        freelocale(locale)
    }
    return try body()
}
