internal import OCI

/// Puts compressed chunks into order, and hands them over with what frames them.
struct ChunkSink: Sendable {
    private var tally = ContentTally()
    private var framing: Framing
    private var early: [Int: CompressedChunk] = [:]
    /// Chunks handed over so far.
    private(set) var count = 0

    init(_ compression: Compression) { framing = Framing(compression) }

    /// Hands over what comes before the first chunk.
    mutating func start(_ write: ([UInt8]) async throws -> Void) async throws {
        try await emit(framing.head, write)
    }

    /// Takes a chunk, in any order, and hands over what is next by now.
    mutating func add(_ chunk: CompressedChunk, _ write: ([UInt8]) async throws -> Void) async throws {
        early[chunk.index] = chunk
        while let next = early.removeValue(forKey: count) {
            framing.add(next.block)
            try await emit(next.block.bytes, write)
            next.buffer.release()
            count += 1
        }
    }

    /// Hands over what comes after the last chunk.
    mutating func finish(
        _ archive: ContentTally, _ write: ([UInt8]) async throws -> Void
    ) async throws -> PackedLayer {
        try await emit(framing.tail, write)
        return PackedLayer(
            digest: tally.digest, size: tally.size, diffID: archive.digest, diffSize: archive.size)
    }

    private mutating func emit(_ bytes: [UInt8], _ write: ([UInt8]) async throws -> Void) async throws {
        if bytes.isEmpty { return }
        bytes.withUnsafeBytes { tally.add($0) }
        try await write(bytes)
    }
}
