import OCI
import Storage

import struct Crypto.SHA256

/// A blob's bytes as they come from the store. Ends with an error when they are not those of its descriptor.
struct VerifiedChunks: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    private let chunks: ObjectStream<[UInt8]>
    private let descriptor: Descriptor

    init(_ body: ObjectBody, of descriptor: Descriptor) {
        chunks = body.chunks
        self.descriptor = descriptor
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(chunks: chunks.makeAsyncIterator(), descriptor: descriptor)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var chunks: ObjectStream<[UInt8]>.Iterator
        fileprivate let descriptor: Descriptor
        private var hash = SHA256()
        private var size: Int64 = 0
        private var isAtEnd = false

        fileprivate init(chunks: ObjectStream<[UInt8]>.Iterator, descriptor: Descriptor) {
            self.chunks = chunks
            self.descriptor = descriptor
        }

        mutating func next() async throws -> [UInt8]? {
            guard !isAtEnd else { return nil }
            if let chunk = try await chunks.next() {
                size += Int64(chunk.count)
                guard size <= descriptor.size else { throw ExportError.blobDamaged(descriptor.digest) }
                chunk.withUnsafeBytes { hash.update(bufferPointer: $0) }
                return chunk
            }
            isAtEnd = true
            guard size == descriptor.size, Digest(hash.finalize()) == descriptor.digest else {
                throw ExportError.blobDamaged(descriptor.digest)
            }
            return nil
        }
    }
}
