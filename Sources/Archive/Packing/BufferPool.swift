import Synchronization

/// A bounded number of buffers, shared by everything that is packed at once: the bound on memory and on work in flight.
///
/// Who finds none waits in a queue, first come, first served. Cancelling the task ends the waiting.
final class BufferPool: Sendable {
    /// Bytes of each buffer: the size of a compressed member, large enough that cutting there costs little.
    let chunkSize: Int
    private let limit: Int
    private let state = Mutex(State())

    /// Memory that nobody uses, made Sendable by that.
    private struct Memory: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer
    }

    private struct State {
        var free: [Memory] = []
        var made = 0
        var used = 0
        var mostUsed = 0
        var nextWaiter = 0
        var waiters: [(id: Int, continuation: CheckedContinuation<Memory, any Error>)] = []
    }

    init(limit: Int, chunkSize: Int) {
        self.limit = limit
        self.chunkSize = chunkSize
    }

    deinit {
        state.withLock { state in
            for memory in state.free { memory.bytes.deallocate() }
        }
    }

    /// The largest number of buffers that were in use at once.
    var mostUsed: Int { state.withLock(\.mostUsed) }

    /// Buffers in use now.
    var inUse: Int { state.withLock(\.used) }

    /// A buffer if there is one at once and nobody waits.
    func takeFree() -> ChunkBuffer? {
        state.withLock { $0.waiters.isEmpty ? take(&$0) : nil }.map { ChunkBuffer($0.bytes, from: self) }
    }

    /// A buffer as soon as there is one.
    func take() async throws -> ChunkBuffer {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let memory = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait(for: $0, id: id) }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
            }
            waiter?.resume(throwing: CancellationError())
        }
        return ChunkBuffer(memory.bytes, from: self)
    }

    /// Called by a buffer that nobody holds any more.
    func give(back bytes: UnsafeMutableRawBufferPointer) {
        let memory = Memory(bytes: bytes)
        let waiter = state.withLock { state -> CheckedContinuation<Memory, any Error>? in
            if !state.waiters.isEmpty { return state.waiters.removeFirst().continuation }
            state.free.append(memory)
            state.used -= 1
            return nil
        }
        waiter?.resume(returning: memory)
    }

    private func wait(for continuation: CheckedContinuation<Memory, any Error>, id: Int) {
        let outcome = state.withLock { state -> Result<Memory, any Error>? in
            if Task.isCancelled { return .failure(CancellationError()) }
            if state.waiters.isEmpty, let memory = take(&state) { return .success(memory) }
            state.waiters.append((id, continuation))
            return nil
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    private func take(_ state: inout State) -> Memory? {
        guard let memory = state.free.popLast() ?? make(&state) else { return nil }
        state.used += 1
        state.mostUsed = max(state.mostUsed, state.used)
        return memory
    }

    private func make(_ state: inout State) -> Memory? {
        guard state.made < limit else { return nil }
        state.made += 1
        return Memory(bytes: .allocate(byteCount: chunkSize, alignment: 64))
    }
}
