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
    private var incoming: AsyncThrowingStream<[UInt8], any Error>.Iterator
    /// Whether the connection has brought anything.
    private var hasProgress = false

    init(store: S3Store, key: ObjectKey, range: Range<Int64>, download: CloudDownload) {
        self.store = store
        self.key = key
        position = range.lowerBound
        end = range.upperBound
        tag = download.response.header("ETag")
        incoming = download.chunks.makeAsyncIterator()
    }

    /// The buffers; can be iterated once.
    func chunks() -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream(unfolding: { [self] in try await next() })
    }

    private func next() async throws -> [UInt8]? {
        while position < end {
            try Task.checkCancellation()
            do {
                if let bytes = try await incoming.next() {
                    hasProgress = true
                    position += Int64(bytes.count)
                    return bytes
                }
            } catch let error as CloudError where !hasProgress || tag == nil {
                throw StorageError(.failed, key: key.value, cause: "\(error)")
            } catch is CloudError {}
            try Task.checkCancellation()
            try await goOn()
        }
        return nil
    }

    /// Opens the rest.
    private func goOn() async throws {
        guard hasProgress, let (download, _) = try await store.open(key, range: position..<end, tag: tag) else {
            throw StorageError(.failed, key: key.value, cause: "it ended \(end - position) bytes early")
        }
        hasProgress = false
        incoming = download.chunks.makeAsyncIterator()
    }
}
