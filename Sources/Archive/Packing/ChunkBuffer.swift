/// The memory for one chunk of an archive. Goes back to its pool when the last holder lets go of it.
final class ChunkBuffer: @unchecked Sendable {
    // Sendable because it is handed on, not shared: it is filled before a compressor gets it, and only read there.
    private let memory: UnsafeMutableRawBufferPointer
    private let pool: BufferPool
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer, from pool: BufferPool) {
        self.memory = memory
        self.pool = pool
    }

    deinit { pool.give(back: memory) }

    /// What was filled in.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    /// Fills the buffer from its start; `body` says how far.
    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
        count = try body(memory)
    }
}
