/// Hands out part of an object as it comes. A connection that is cut is followed by another one for the rest, as long as each
/// brings some bytes and the object is the same.
///
/// `@unchecked Sendable`: the stream over it asks for one buffer after the other.
final class S3Reader: @unchecked Sendable {
    private let store: S3Store
    private let key: ObjectKey
    private let end: Int64
    private let tag: String?
    private var position: Int64
    private var incoming: ObjectStream<[UInt8]>.Iterator
    /// Connections one after the other that brought nothing.
    private var fruitless = 0

    init(store: S3Store, key: ObjectKey, range: Range<Int64>, download: CloudDownload) {
        self.store = store
        self.key = key
        position = range.lowerBound
        end = range.upperBound
        tag = download.response.header("ETag")
        incoming = download.chunks.makeAsyncIterator()
    }

    /// The buffers; can be iterated once.
    func chunks() -> ObjectStream<[UInt8]> {
        ObjectStream { [self] in try await next() }
    }

    private func next() async throws -> [UInt8]? {
        while position < end {
            try Task.checkCancellation()
            do {
                if let bytes = try await incoming.next() {
                    fruitless = 0
                    position += Int64(bytes.count)
                    guard position <= end else { throw failure("the server sends more than it said") }
                    return bytes
                }
                try await goOn(after: "it ended \(end - position) bytes early")
            } catch let error as CloudError {
                try await goOn(after: error.description)
            }
        }
        return nil
    }

    /// Opens the rest.
    private func goOn(after cause: String) async throws {
        fruitless += 1
        guard tag != nil, fruitless < store.retry.attempts else { throw failure(cause) }
        if fruitless > 1 { try await store.retry.wait(failed: fruitless - 1, asked: nil) }
        guard let (download, _) = try await store.open(key, range: position..<end, tag: tag) else {
            throw failure("\(cause), and then it was gone")
        }
        incoming = download.chunks.makeAsyncIterator()
    }

    private func failure(_ cause: String) -> StorageError { StorageError(.failed, key: key.value, cause: cause) }
}
