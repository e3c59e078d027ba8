internal import SystemPackage

/// A file that is being read into an archive. Its size is already written in the header, so it must not change meanwhile.
struct SourceFile: Sendable {
    /// As it is called in the archive, for messages.
    let path: ByteString
    /// The status at the time of opening.
    let status: FileStatus
    private let handle: OpenHandle
    private var remaining: Int64

    init(_ name: ByteString, in parent: OpenHandle, path: ByteString) throws(ArchiveError) {
        self.path = path
        do throws(Errno) {
            handle = try Files.openFile(name, in: parent)
            status = try Files.status(handle)
        } catch {
            throw .unreadable(path: path, cause: error)
        }
        if case .other(let kind) = status.kind { throw .unsupportedKind(path: path, kind: kind) }
        guard status.kind == .file else { throw .changedWhileRead(path: path) }
        remaining = status.size
    }

    /// Whether every byte was read.
    var isFinished: Bool { remaining == 0 }

    /// Reads as much as fits.
    ///
    /// - Returns: the number of bytes, fewer than fit only at the end of the file.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        let wanted = Int(min(remaining, Int64(buffer.count)))
        let (count, now) = try readAndCheck(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        remaining -= Int64(count)
        guard count == wanted, now == nil || now == status else { throw .changedWhileRead(path: path) }
        return count
    }

    /// The status comes with the last bytes only.
    private func readAndCheck(
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws(ArchiveError) -> (count: Int, status: FileStatus?) {
        do throws(Errno) {
            let count = try Files.read(handle, into: buffer)
            return (count, remaining > count ? nil : try Files.status(handle))
        } catch {
            throw .unreadable(path: path, cause: error)
        }
    }
}
