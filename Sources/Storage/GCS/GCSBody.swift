/// The bytes of an object, over more than one connection where one is cut.
///
/// `@unchecked Sendable`: the stream over it asks for one buffer after the other.
final class GCSBody: @unchecked Sendable {
    private let bucket: GCSBucket
    private let key: ObjectKey
    /// The bytes that the object had at first; nil where the server does not tell generations.
    private let generation: Int64?
    private let end: Int64
    private var position: Int64
    private var iterator: ObjectStream<[UInt8]>.Iterator
    /// Connections that were cut one after the other, without a byte between.
    private var cuts = 0

    init(bucket: GCSBucket, key: ObjectKey, range: Range<Int64>, download: CloudDownload, generation: Int64?) {
        self.bucket = bucket
        self.key = key
        self.generation = generation
        position = range.lowerBound
        end = range.upperBound
        iterator = download.chunks.makeAsyncIterator()
    }

    func next() async throws -> [UInt8]? {
        try Task.checkCancellation()
        while position < end {
            do {
                if let bytes = try await iterator.next() { return try take(bytes) }
                try await resume(after: "it ended after \(position) of \(end) bytes")
            } catch let error as CloudError {
                try await resume(after: error.description)
            }
        }
        return nil
    }

    private func take(_ bytes: [UInt8]) throws -> [UInt8] {
        position += Int64(bytes.count)
        cuts = 0
        guard position <= end else { throw failure("the server sends more than it said") }
        return bytes
    }

    /// Goes on at the byte that is due, of the same version of the object.
    private func resume(after cause: String) async throws {
        cuts += 1
        guard let generation, cuts < bucket.retry.attempts else { throw failure(cause) }
        try await bucket.retry.wait(failed: cuts, asked: nil)
        let request = bucket.get(bucket.name(of: key), range: position..<end, generation: generation)
        let download = try await bucket.open(key.value, request)
        guard download.response.contentRange?.range.lowerBound == position else {
            throw failure("\(cause), and going on there failed with status \(download.response.status)")
        }
        iterator = download.chunks.makeAsyncIterator()
    }

    private func failure(_ cause: String) -> StorageError { StorageError(.failed, key: key.value, cause: cause) }
}
