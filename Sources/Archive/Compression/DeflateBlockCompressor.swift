internal import CZlib

/// Makes deflate blocks of each chunk that end at a byte and refer to no other chunk, with zlib: they can be compressed
/// side by side and joined into one gzip member (RFC 1951, section 3.2; zlib manual, `Z_SYNC_FLUSH`).
final class DeflateBlockCompressor: ChunkCompressor {
    /// At a fixed place, because zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter level: zlib's, 1 to 9.
    init(level: Int32) throws(ArchiveError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .compressionFailed("zlib answered \(status)") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func compress(_ input: UnsafeRawBufferPointer) throws(ArchiveError) -> CompressedBlock {
        deflateReset(stream)
        // The bound is for a stream that is finished; flushing it instead takes a few bytes more.
        let bound = Int(deflateBound(stream, UInt(input.count))) + 64
        let source = input.bindMemory(to: UInt8.self)
        var status = Z_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.pointee.avail_in = UInt32(source.count)
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(bound)
            status = deflate(stream, Z_SYNC_FLUSH)
            count = bound - Int(stream.pointee.avail_out)
        }
        guard status == Z_OK, stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 else {
            throw .compressionFailed("zlib answered \(status)")
        }
        let checksum = UInt32(truncatingIfNeeded: crc32(0, source.baseAddress, UInt32(source.count)))
        return CompressedBlock(bytes: bytes, inputSize: input.count, checksum: checksum)
    }
}
