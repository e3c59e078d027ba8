internal import CZstd

/// Reads any number of zstd frames after each other.
final class ZstdDecoder: LayerDecoder {
    private let context: OpaquePointer
    private(set) var isComplete = false

    init() throws(ArchiveError) {
        guard let context = ZSTD_createDCtx() else { throw .compressionFailed("zstd has no memory") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(ArchiveError) -> DecodingStep {
        if isComplete, input.isEmpty { return DecodingStep(consumed: 0, produced: 0) }
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let status = ZSTD_decompressStream(context, &target, &source)
        if ZSTD_isError(status) != 0 { throw .corruptLayer(String(cString: ZSTD_getErrorName(status))) }
        isComplete = status == 0
        return DecodingStep(consumed: source.pos, produced: target.pos)
    }
}
