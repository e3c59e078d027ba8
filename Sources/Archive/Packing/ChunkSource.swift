/// Cuts an archive into chunks and hashes it on the way.
struct ChunkSource: Sendable {
    private var stream: TarStream
    private(set) var tally = ContentTally()
    /// Chunks made so far.
    private(set) var count = 0
    private(set) var isAtEnd = false

    init(_ stream: TarStream) { self.stream = stream }

    /// Reads the next chunk; nil at the end. Every chunk but the last fills its buffer, so that the same archive is
    /// always cut at the same places.
    mutating func next(into buffer: ChunkBuffer) throws -> Chunk? {
        try buffer.fill { memory in
            let count = try stream.fill(memory)
            isAtEnd = count < memory.count
            return count
        }
        if buffer.count == 0 { return nil }
        tally.add(buffer.bytes)
        count += 1
        return Chunk(index: count - 1, buffer: buffer)
    }
}
