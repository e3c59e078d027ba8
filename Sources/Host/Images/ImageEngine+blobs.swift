package import OCI
package import Storage

extension ImageEngine {
    package func blob(_ digest: Digest, range: Range<Int64>?) async throws -> ObjectBody? {
        guard let body = try await builder.store.read(.blob(digest), range: range) else {
            builder.lost.found(missing: digest)
            return nil
        }
        return body.file == nil ? try await checked(body, digest) : body
    }

    package func address(of digest: Digest) async throws -> Secret? {
        try await (builder.store as? any RedirectingStore)?.redirect(to: .blob(digest))
    }

    package func blobSize(_ digest: Digest) async throws -> Int64? {
        let info = try await builder.store.stat(.blob(digest))
        if info == nil { builder.lost.found(missing: digest) }
        return info?.size
    }

    /// A whole blob whose stream fails before its last bytes when they are not the blob's; the next pull stores it anew. A
    /// part of one is given as it is, and so are files, which the system sends by itself (docs/decisions/0002).
    private func checked(_ body: ObjectBody, _ digest: Digest) async throws -> ObjectBody {
        guard body.range == 0..<body.size else { return body }
        // Nobody reads the stream of nothing.
        guard body.size > 0 || digest == Digest(of: []) else { throw try await damaged(digest) }
        let blob = CheckedBlob(
            VerifiedChunks(body, of: Descriptor(mediaType: .octetStream, digest: digest, size: body.size)),
            damage: { [self] in try await damaged(digest) })
        return ObjectBody(
            size: body.size, range: body.range, chunks: ObjectStream { try await blob.next() })
    }

    private func damaged(_ digest: Digest) async throws -> StorageError {
        try await builder.lost.found(damaged: digest)
        return StorageError(
            .failed, key: digest.description,
            cause: "its bytes have another digest; 'nixery verify' finds all such blobs")
    }
}

/// A blob's bytes, and what is to be done when they turn out to be wrong.
///
/// `@unchecked Sendable`: the stream over it asks for one buffer after the other.
private final class CheckedBlob: @unchecked Sendable {
    private var chunks: VerifiedChunks.Iterator
    private let damage: @Sendable () async throws -> StorageError

    init(_ chunks: VerifiedChunks, damage: @escaping @Sendable () async throws -> StorageError) {
        self.chunks = chunks.makeAsyncIterator()
        self.damage = damage
    }

    func next() async throws -> [UInt8]? {
        do { return try await chunks.next() } catch is ExportError { throw try await damage() }
    }
}
