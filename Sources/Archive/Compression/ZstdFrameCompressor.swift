internal import CZstd

/// Makes a zstd frame of each chunk (RFC 8878, section 3: a stream is any number of frames).
final class ZstdFrameCompressor: ChunkCompressor {
    private let context: OpaquePointer

    /// - Parameter level: zstd's, 1 to 22.
    init(level: Int32) throws(ArchiveError) {
        guard let context = ZSTD_createCCtx() else { throw .compressionFailed("zstd has no memory") }
        self.context = context
        try ZstdFrameCompressor.check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))
        try ZstdFrameCompressor.check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    }

    deinit { ZSTD_freeCCtx(context) }

    func compress(_ input: UnsafeRawBufferPointer) throws(ArchiveError) -> CompressedBlock {
        let bound = ZSTD_compressBound(input.count)
        var status = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            status = ZSTD_compress2(context, output.baseAddress, bound, input.baseAddress, input.count)
            count = ZSTD_isError(status) == 0 ? status : 0
        }
        try ZstdFrameCompressor.check(status)
        return CompressedBlock(bytes: bytes, inputSize: input.count)
    }

    private static func check(_ status: Int) throws(ArchiveError) {
        if ZSTD_isError(status) != 0 { throw .compressionFailed(String(cString: ZSTD_getErrorName(status))) }
    }
}
