import OCI
import Storage

import struct Crypto.SHA256

/// Reads blobs to their ends, a buffer at a time.
struct BlobCheck: Sendable {
    let store: any ObjectStore

    /// How a blob was found.
    enum Finding {
        /// It is right, or gone by now.
        case right
        /// Its bytes are not those of its name.
        case damaged(String)
        /// It could not be read to its end, for a reason that may pass.
        case unread(String)
    }

    func look(at digest: Digest, _ key: ObjectKey) async throws -> Finding {
        var hash = SHA256()
        do {
            guard let body = try await store.read(key, range: nil) else { return .right }
            for try await chunk in body.chunks { chunk.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        } catch let error as StorageError {
            return .unread(error.description)
        }
        let found = Digest(hash.finalize())
        return found == digest ? .right : .damaged("is damaged: its bytes have the digest \(found)")
    }
}
