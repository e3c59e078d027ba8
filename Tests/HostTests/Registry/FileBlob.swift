import OCI
import Storage
import Synchronization
import SystemPackage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A blob in a temporary file without a name, and a count of how many readers hold it open.
final class FileBlob: Sendable {
    let size: Int64
    let bytes: [UInt8]
    private let file: FileDescriptor
    private let readers = Mutex(0)

    init(bytes: [UInt8]) throws {
        self.bytes = bytes
        size = Int64(bytes.count)
        let path = FilePath("/tmp/nixery-test-blob-\(UInt64.random(in: 0 ... .max))")
        file = try .open(path, .readWrite, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        try file.writeAll(bytes)
        try path.withPlatformString { name in
            if unlink(name) != 0 { throw Errno(rawValue: errno) }
        }
    }

    deinit {
        // Nothing depends on it any more.
        try? file.close()
    }

    var openReaders: Int { readers.withLock { $0 } }

    /// The stream refuses to be read: whoever has the file should use the file.
    func body(_ range: Range<Int64>?) -> ObjectBody {
        readers.withLock { $0 += 1 }
        return ObjectBody(
            size: size, range: range ?? 0..<size, file: Reader(blob: self),
            chunks: .init { throw StorageError(.failed, key: "file", cause: "the stream was read") })
    }

    private final class Reader: OpenFile {
        let blob: FileBlob
        init(blob: FileBlob) { self.blob = blob }
        deinit { blob.readers.withLock { $0 -= 1 } }
        var descriptor: CInt { blob.file.rawValue }
    }
}
