import OCI
import Storage

import struct Crypto.SHA256

/// Reads blobs to their ends, a buffer at a time.
struct BlobCheck: Sendable {
    let store: any ObjectStore

    /// What is wrong with a blob's bytes; nil when nothing is, or when it is gone by now.
    func problem(with digest: Digest, at key: ObjectKey) async throws -> String? {
        var hash = SHA256()
        do {
            guard let body = try await store.read(key, range: nil) else { return nil }
            for try await chunk in body.chunks { chunk.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        } catch let error as StorageError where error.kind == .failed {
            return error.description
        }
        let found = Digest(hash.finalize())
        return found == digest ? nil : "is damaged: its bytes have the digest \(found)"
    }
}
