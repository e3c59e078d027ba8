import OCI
import Storage

import struct Crypto.SHA256

/// A blob's bytes as they come from the store. Ends with an error in place of the last ones when they are not those of its
/// descriptor.
struct VerifiedChunks: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    private let chunks: AsyncThrowingStream<[UInt8], any Error>
    private let descriptor: Descriptor

    init(_ body: ObjectBody, of descriptor: Descriptor) {
        chunks = body.chunks
        self.descriptor = descriptor
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(chunks: chunks.makeAsyncIterator(), descriptor: descriptor)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var chunks: AsyncThrowingStream<[UInt8], any Error>.Iterator
        fileprivate let descriptor: Descriptor
        private var hash = SHA256()
        private var size: Int64 = 0

        fileprivate init(chunks: AsyncThrowingStream<[UInt8], any Error>.Iterator, descriptor: Descriptor) {
            self.chunks = chunks
            self.descriptor = descriptor
        }

        mutating func next() async throws -> [UInt8]? {
            let chunk = try await chunks.next()
            size += Int64(chunk?.count ?? 0)
            chunk?.withUnsafeBytes { hash.update(bufferPointer: $0) }
            let mayBeLast = chunk == nil || size >= descriptor.size
            guard !mayBeLast || isRight else { throw ExportError.blobDamaged(descriptor.digest) }
            return chunk
        }

        private var isRight: Bool { size == descriptor.size && Digest(hash.finalize()) == descriptor.digest }
    }
}
