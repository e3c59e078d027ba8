/// A piece of an archive, before compression.
struct Chunk: Sendable {
    /// Its place in the archive, from 0.
    let index: Int
    let buffer: ChunkBuffer
}

/// A piece of an archive, after compression.
struct CompressedChunk: Sendable {
    let index: Int
    let block: CompressedBlock
    /// Held until the bytes are written, so that the bound on buffers is one on what is compressed, too.
    let buffer: ChunkBuffer
}
