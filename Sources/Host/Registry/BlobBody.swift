import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Storage

/// The bytes of a blob on their way to a client: constant memory whatever the blob's size and the client's speed.
///
/// Reasons and figures: docs/decisions/0002-how-blobs-leave.md.
struct BlobBody: Sendable {
    let object: ObjectBody
    let record: RequestRecord
    /// Time in which a client must take one piece.
    let stall: TimeAmount
    let logger: Logger

    /// Bytes of a file that the kernel is asked to send at once. Large, since they take no memory of ours; not the whole
    /// file, so that ``stall`` and the log's byte count mean something.
    private static let region: Int64 = 1 << 20

    func responseBody(on channel: any Channel) -> ResponseBody {
        ResponseBody(contentLength: object.range.count) { writer in
            if let connection = try await Connection(channel, stall: stall) {
                try await send(over: connection)
            } else {
                try await forEachChunk { try await writer.write(ByteBuffer(bytes: $0)) }
            }
            try await writer.finish(nil)
        }
    }

    private func send(over connection: Connection) async throws {
        guard let file = object.file else {
            return try await forEachChunk { try await connection.send(.byteBuffer(ByteBuffer(bytes: $0))) }
        }
        // `file` owns the descriptor; the handle only lends it to NIO, and gives it back at the end.
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: file.descriptor)
        defer { giveBack(handle, of: file) }
        var start = object.range.lowerBound
        while start < object.range.upperBound {
            let end = min(start + BlobBody.region, object.range.upperBound)
            let region = FileRegion(fileHandle: handle, readerIndex: Int(start), endIndex: Int(end))
            try await connection.send(.fileRegion(region))
            record.sent(end - start)
            start = end
        }
    }

    private func giveBack(_ handle: NIOFileHandle, of file: any OpenFile) {
        withExtendedLifetime(file) {
            do { _ = try handle.takeDescriptorOwnership() } catch {
                logger.error("A blob's file was not given back", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Reads the store's stream; a stream that breaks or ends early is our fault and goes to the log, a client that leaves
    /// is not.
    private func forEachChunk(_ send: ([UInt8]) async throws -> Void) async throws {
        var chunks = object.chunks.makeAsyncIterator()
        var left = Int64(object.range.count)
        while left > 0 {
            let chunk = try await next(&chunks, left: left)
            try await send(chunk)
            record.sent(Int64(chunk.count))
            left -= Int64(chunk.count)
        }
    }

    private func next(
        _ chunks: inout ObjectStream<[UInt8]>.Iterator, left: Int64
    ) async throws -> [UInt8] {
        do {
            guard let chunk = try await chunks.next(), chunk.count <= left else { throw WrongLength() }
            return chunk
        } catch {
            logger.error("A blob could not be read to its end", metadata: ["error": "\(error)", "missing": "\(left)"])
            throw error
        }
    }

    /// The store delivered more or less than it said.
    private struct WrongLength: Error {}
}
