internal import OCI

/// Turns packages into layer blobs: reads, archives, compresses and hashes in one pass, in constant memory.
///
/// The archive is cut into chunks that are compressed side by side on all cores. Make one packer for the process: all
/// layers that are packed at once share its buffers (about 2 MiB each with what is compressed from them, at most 11)
/// and its threads. The same contents give the same ``PackedLayer/diffID`` everywhere, and the same
/// ``PackedLayer/digest`` for the same compression and version of the compressor, however many workers there are.
package struct LayerPacker: Sendable {
    package let compression: Compression
    package let store: StoreLocation
    let buffers: BufferPool
    private let compressors: CompressorPool
    private let executor: BlockingExecutor
    private let chunksPerLayer: Int

    /// - Parameter workers: how many chunks are compressed at once; nil for one on each core, at most eight.
    package init(compression: Compression, store: StoreLocation = StoreLocation(), workers: Int? = nil) {
        self.init(compression: compression, store: store, workers: workers, executor: .shared)
    }

    init(
        compression: Compression, store: StoreLocation, workers: Int?, executor: BlockingExecutor,
        chunkSize: Int = 1 << 20
    ) {
        let workers = max(1, workers ?? min(8, Files.coreCount))
        self.compression = compression
        self.store = store
        self.executor = executor
        buffers = BufferPool(limit: workers + 3, chunkSize: chunkSize)
        compressors = CompressorPool(compression)
        // One layer keeps all cores busy; the one buffer left lets a second layer start while the first waits to be written.
        chunksPerLayer = workers + 2
    }

    /// Packs a layer, and hands the blob's bytes over in order.
    ///
    /// While `write` waits, nothing is read beyond a few chunks. What it throws ends the packing and is rethrown;
    /// cancelling the task ends it at the next chunk. `write` must not wait for another layer of the same packer.
    ///
    /// - Throws: ``ArchiveError``, `CancellationError`, or what `write` throws.
    package func pack(
        _ contents: LayerContents, into write: ([UInt8]) async throws -> Void
    ) async throws -> PackedLayer {
        var source = try await withTaskExecutorPreference(executor) {
            ChunkSource(TarStream(try EntrySequence(contents, store: store)))
        }
        var output = ChunkSink(compression)
        try await output.start(write)
        try await withThrowingTaskGroup(of: CompressedChunk.self) { group in
            while true {
                try Task.checkCancellation()
                if let buffer = try await nextBuffer(source: source, output: output) {
                    guard let chunk = try await read(&source, into: buffer) else { continue }
                    group.addTask(executorPreference: executor) { try compressors.compress(chunk) }
                } else if let chunk = try await group.next() {
                    try await output.add(chunk, write)
                } else {
                    break
                }
            }
        }
        return try await output.finish(source.tally, write)
    }

    /// A buffer to read into; nil when a compressed chunk should be waited for instead. Only a layer that has no chunk on
    /// its way waits for a buffer, so waiting layers never hold what another one needs.
    private func nextBuffer(source: ChunkSource, output: ChunkSink) async throws -> ChunkBuffer? {
        let inFlight = source.count - output.count
        if source.isAtEnd || inFlight >= chunksPerLayer { return nil }
        return inFlight == 0 ? try await buffers.take() : buffers.takeFree()
    }

    private func read(_ source: inout ChunkSource, into buffer: ChunkBuffer) async throws -> Chunk? {
        try await withTaskExecutorPreference(executor) { try source.next(into: buffer) }
    }
}
