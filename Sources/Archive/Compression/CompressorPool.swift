import Synchronization

/// Keeps compressors for the next chunk, because making one costs as much as using it. There are never more than chunks
/// in work at once.
final class CompressorPool: Sendable {
    /// A compressor that nobody uses, made Sendable by that.
    private struct Idle: @unchecked Sendable {
        let compressor: any ChunkCompressor
    }

    private let compression: Compression
    private let idle = Mutex<[Idle]>([])

    init(_ compression: Compression) { self.compression = compression }

    func compress(_ chunk: Chunk) throws(ArchiveError) -> CompressedChunk {
        let compressor: any ChunkCompressor
        if let reused = idle.withLock({ $0.popLast() }) {
            compressor = reused.compressor
        } else {
            compressor = try make()
        }
        let block = try compressor.compress(chunk.buffer.bytes)
        let idle = Idle(compressor: compressor)
        self.idle.withLock { $0.append(idle) }
        return CompressedChunk(index: chunk.index, block: block, buffer: chunk.buffer)
    }

    private func make() throws(ArchiveError) -> any ChunkCompressor {
        switch compression {
        case .none: NoCompressor()
        case .gzip(_, .parallel): try GzipMemberCompressor(level: compression.level)
        case .gzip(_, .one): try DeflateBlockCompressor(level: compression.level)
        case .zstd: try ZstdFrameCompressor(level: compression.level)
        }
    }
}
