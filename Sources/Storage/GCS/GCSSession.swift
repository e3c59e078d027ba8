import Synchronization

/// A resumable upload: pieces sent one after the other, each until the service says that it has it
/// (<https://cloud.google.com/storage/docs/performing-resumable-uploads>).
///
/// After a cut the service is asked how much it has, and the rest of the piece is sent again.
final class GCSSession: Sendable {
    private let bucket: GCSBucket
    /// The object's name while it is being written.
    private let object: String
    /// A secret: whoever has it can write.
    private let address: Secret
    /// Bytes that the service has for certain.
    private let position = Mutex<Int64>(0)

    private init(bucket: GCSBucket, object: String, address: Secret) {
        self.bucket = bucket
        self.object = object
        self.address = address
    }

    /// What the service says about a session.
    private enum Progress {
        case bytes(Int64)
        case complete(GCSObject)
    }

    static func begin(_ bucket: GCSBucket) async throws -> GCSSession {
        let label = GCSStore.label()
        let object = bucket.prefix + staging + label
        // A session begun twice is one too many; it ends by itself.
        let answer = try await bucket.send(object) { bucket.beginSession(object, write: label) }
        guard answer.isSuccess else { throw bucket.error(answer, object) }
        guard let address = answer.header("Location") else {
            throw StorageError(.failed, key: object, cause: "the server gives no address for the upload")
        }
        return GCSSession(bucket: bucket, object: object, address: Secret(address))
    }

    /// Sends a piece that is not the last; its size is a multiple of 256 KiB.
    func append(_ piece: [UInt8]) async throws {
        guard try await send(piece, isLast: false) == nil else { throw failure("the server ended the upload early") }
    }

    /// Sends the last piece.
    ///
    /// - Returns: the object that the session became.
    func finish(_ piece: [UInt8]) async throws -> GCSObject {
        guard let object = try await send(piece, isLast: true) else {
            throw failure("the server did not end the upload")
        }
        guard object.size == position.withLock({ $0 }) else {
            throw failure("the server has \(object.size) bytes of it, and other bytes were sent")
        }
        return object
    }

    /// Ends the session and removes what was sent.
    func cancel() async throws {
        let request = CloudRequest(.delete, address.value)
        _ = try await bucket.send(object) { request }
    }

    private func send(_ piece: [UInt8], isLast: Bool) async throws -> GCSObject? {
        let start = position.withLock { $0 }
        let end = start + Int64(piece.count)
        var sent = start
        var fruitless = 0
        while sent < end {
            if fruitless > 0 { try await bucket.retry.wait(failed: fruitless, asked: nil) }
            switch try await progress(sending: piece[Int(sent - start)...], at: sent, total: isLast ? end : nil) {
            case .complete(let object):
                position.withLock { $0 = end }
                return object
            case .bytes(let count):
                guard (sent...end).contains(count) else { throw failure("the server lost bytes that it had") }
                fruitless = count > sent ? 0 : fruitless + 1
                guard fruitless < bucket.retry.attempts else { throw failure("the server takes no more bytes") }
                sent = count
                position.withLock { $0 = count }
            }
        }
        return nil
    }

    /// One request with bytes; when it is not certain what became of it, one that asks how many the service has.
    private func progress(sending bytes: ArraySlice<UInt8>, at start: Int64, total: Int64?) async throws -> Progress {
        let size = total.map(String.init) ?? "*"
        let range = "bytes \(start)-\(start + Int64(bytes.count) - 1)/\(size)"
        let request = CloudRequest(.put, address.value, headers: [("Content-Range", range)], body: Array(bytes))
        let question = CloudRequest(.put, address.value, headers: [("Content-Range", "bytes */\(size)")])
        let (answer, _) = try await bucket.sendOnce(object, request, orAsk: question)
        // 308 is no redirect here: it says how far the upload is.
        guard answer.status == 308 else { return .complete(try bucket.decode(GCSObject.self, answer, object)) }
        guard let range = answer.header("Range") else { return .bytes(0) }
        guard let last = range.split(separator: "-").last.flatMap({ Int64($0) }), last < .max else {
            throw failure("the server does not say how many bytes it has")
        }
        return .bytes(last + 1)
    }

    private func failure(_ cause: String) -> StorageError { StorageError(.failed, key: object, cause: cause) }

    /// Before the names of uploads in progress; `~` is in no key.
    static let staging = "~staging/"
}
