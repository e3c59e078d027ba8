/// Compresses chunks, each by itself. Has state of its own for speed, so it serves one chunk at a time.
protocol ChunkCompressor: AnyObject {
    func compress(_ input: UnsafeRawBufferPointer) throws(ArchiveError) -> CompressedBlock
}

/// A chunk after compression, with what a frame around all of them needs to know.
struct CompressedBlock: Sendable {
    let bytes: [UInt8]
    /// Bytes before compression.
    let inputSize: Int
    /// CRC-32 of the bytes before compression; 0 where no frame needs it.
    var checksum: UInt32 = 0
}

/// Leaves chunks as they are.
final class NoCompressor: ChunkCompressor {
    func compress(_ input: UnsafeRawBufferPointer) -> CompressedBlock {
        CompressedBlock(bytes: Array(input), inputSize: input.count)
    }
}
