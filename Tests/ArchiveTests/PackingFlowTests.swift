import Conformance
import OCI
import Synchronization
import SystemPackage
import Testing

@testable import Archive

/// Back-pressure, sharing, failures and cancelling. What never ends fails by the limit.
struct PackingFlowTests {
    private struct WriteFailed: Error {}

    private static let contents = LayerContents.entries([
        ArchiveEntry(path: "noise", kind: .file(mode: 0o644, contents: noise(1 << 20)))
    ])

    private func packer(workers: Int = 2) -> LayerPacker {
        LayerPacker(
            compression: .standard, store: StoreLocation(), workers: workers, executor: .shared, chunkSize: 1 << 14)
    }

    /// Among them sizes that the archive is a multiple of, so that its last chunk is full.
    @Test(arguments: [512, 1000, 1 << 14, 1 << 20, 1 << 22])
    func chunksMakeNoDifferenceToTheArchive(chunkSize: Int) async throws {
        let packer = LayerPacker(
            compression: .none, store: StoreLocation(), workers: 2, executor: .shared, chunkSize: chunkSize)
        let contents = LayerContents.entries([
            ArchiveEntry(path: "noise", kind: .file(mode: 0o644, contents: noise(200_000)))
        ])
        let whole = try await LayerPacker(compression: .none).pack(contents).layer
        #expect(try await packer.pack(contents).layer == whole)
    }

    @Test func aSlowWriterStopsTheReading() async throws {
        let packer = packer()
        var written = 0
        _ = try await packer.pack(Self.contents) { bytes in
            written += 1
            for _ in 0..<100 { await Task.yield() }
            #expect(packer.buffers.inUse <= 4)
        }
        #expect(written == 65)
        #expect(packer.buffers.inUse == 0)
    }

    @Test func layersAtOnceShareTheBuffers() async throws {
        let packer = packer()
        let layers = try await withThrowingTaskGroup(of: PackedLayer.self) { group in
            for _ in 0..<20 { group.addTask { try await packer.pack(Self.contents) { _ in await Task.yield() } } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(layers.count == 1)
        #expect(packer.buffers.mostUsed <= 5)
        #expect(packer.buffers.inUse == 0)
    }

    @Test func oneStuckLayerLetsAnotherThrough() async throws {
        let packer = packer()
        let gate = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let started = AsyncStream<Void>.makeStream()
            group.addTask {
                _ = try await packer.pack(Self.contents) { _ in
                    started.continuation.yield()
                    for await _ in gate.stream { break }
                }
            }
            for await _ in started.stream { break }
            _ = try await packer.pack(Self.contents) { _ in }
            gate.continuation.finish()
            try await group.waitForAll()
        }
    }

    @Test func aFailedWriteEndsThePackingAndFreesTheBuffers() async throws {
        let packer = packer()
        var written = 0
        await #expect(throws: WriteFailed.self) {
            _ = try await packer.pack(Self.contents) { _ in
                written += 1
                if written == 3 { throw WriteFailed() }
            }
        }
        #expect(written == 3)
        await packer.buffers.untilFree()
    }

    @Test func cancellingEndsThePackingAndFreesTheBuffers() async throws {
        let packer = packer()
        let written = Mutex(0)
        let started = AsyncStream<Void>.makeStream()
        let task = Task {
            try await packer.pack(Self.contents) { _ in
                written.withLock { $0 += 1 }
                started.continuation.yield()
                while !Task.isCancelled { await Task.yield() }
            }
        }
        for await _ in started.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(written.withLock(\.self) < 65)
        await packer.buffers.untilFree()
    }

    @Test func cancellingEndsTheWaitForABuffer() async throws {
        let pool = BufferPool(limit: 1, chunkSize: 16)
        let held = try await pool.take()
        let waiter = Task { try await pool.take() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        withExtendedLifetime(held) { #expect(pool.inUse == 1) }
    }

    @Test func whatIsReadChangingUnderneathIsAnError() async throws {
        for size in [10, 3 << 20] {
            let store = try TestStore()
            try store.directory("a-pkg")
            try store.file("a-pkg/data", noise(2 << 20))
            let packer = LayerPacker(
                compression: .none, store: store.location, workers: 1, executor: .shared, chunkSize: 1 << 14)
            var isFirst = true
            let error = ArchiveError.changedWhileRead(path: "nix/store/a-pkg/data")
            await #expect(throws: error, "to \(size) bytes") {
                _ = try await packer.pack(.storePaths([store.package("a-pkg")])) { _ in
                    if isFirst { try store.resize("a-pkg/data", to: size) }
                    isFirst = false
                }
            }
        }
    }

    @Test func blockingWorkLeavesTheThreadsOfSwift() async throws {
        let executor = BlockingExecutor(threads: 2)
        let there = await withTaskExecutorPreference(executor) { BlockingExecutor.isCurrentThread }
        #expect(there)
        #expect(!BlockingExecutor.isCurrentThread)
    }

    @Test func neverMoreThreadsThanAllowed() async throws {
        let executor = BlockingExecutor(threads: 2)
        let running = Gauge()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask(executorPreference: executor) {
                    running.enter()
                    for _ in 0..<1000 { _ = noise(8) }
                    running.leave()
                }
            }
        }
        #expect(running.most <= 2)
    }
}

extension BufferPool {
    /// Tasks that have ended give their buffers back a moment later.
    fileprivate func untilFree() async {
        while inUse > 0 { await Task.yield() }
    }
}

/// Counts how many are somewhere at once.
private final class Gauge: Sendable {
    private let counts = Mutex((now: 0, most: 0))

    var most: Int { counts.withLock(\.most) }

    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }

    func leave() { counts.withLock { $0.now -= 1 } }
}
