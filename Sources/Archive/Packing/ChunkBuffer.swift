/// The memory for one chunk of an archive. Goes back to its pool when it is released, at the latest when the last holder
/// lets go of it.
final class ChunkBuffer: @unchecked Sendable {
    // Sendable because it is handed on, not shared: it is filled before a compressor gets it, only read there, and
    // released after that.
    private var memory: UnsafeMutableRawBufferPointer?
    private let pool: BufferPool
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer, from pool: BufferPool) {
        self.memory = memory
        self.pool = pool
    }

    deinit { release() }

    /// What was filled in; nothing once the buffer is released.
    var bytes: UnsafeRawBufferPointer { memory.map { UnsafeRawBufferPointer(rebasing: $0[..<count]) } ?? .init(start: nil, count: 0) }

    /// Fills the buffer from its start; `body` says how far.
    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
        if let memory { count = try body(memory) }
    }

    /// Gives the memory back. A task that has ended holds on to what it used for a moment, which is too long here.
    func release() {
        if let memory { pool.give(back: memory) }
        memory = nil
    }
}
