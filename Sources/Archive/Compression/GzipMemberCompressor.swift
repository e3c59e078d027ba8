internal import CLibdeflate

/// Makes a gzip member of each chunk, with libdeflate.
final class GzipMemberCompressor: ChunkCompressor {
    private let compressor: OpaquePointer

    /// - Parameter level: libdeflate's, 1 to 12.
    init(level: Int32) throws(ArchiveError) {
        guard let compressor = libdeflate_alloc_compressor(level) else {
            throw .compressionFailed("libdeflate has no memory or no level \(level)")
        }
        self.compressor = compressor
    }

    deinit { libdeflate_free_compressor(compressor) }

    func compress(_ input: UnsafeRawBufferPointer) throws(ArchiveError) -> CompressedBlock {
        let bound = libdeflate_gzip_compress_bound(compressor, input.count)
        let bytes = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            count = libdeflate_gzip_compress(compressor, input.baseAddress, input.count, output.baseAddress, bound)
        }
        if bytes.isEmpty { throw .compressionFailed("libdeflate wrote more than the bound that it named") }
        return CompressedBlock(bytes: bytes, inputSize: input.count)
    }
}
