/// Objects in a bucket of Google Cloud Storage, or of what speaks its JSON API.
///
/// Small objects are written in one request. Larger ones go in pieces to a temporary name, because an upload's key is known
/// only at its end, are copied inside the service to their key, and removed. Temporary names are no valid keys, so no
/// listing shows them.
package struct GCSStore: ObjectStore {
    let bucket: GCSBucket
    let signingKey: ServiceAccountKey?
    let isPublic: Bool
    /// Bytes of one piece of an upload; a multiple of 256 KiB.
    let pieceSize: Int
    /// Objects of one page of a listing.
    let pageSize: Int

    package init(_ options: GCSOptions, credentials: GCSCredentials) async throws {
        let client = try await CloudClient(limits: options.limits, retry: options.retry, caFile: options.caFile)
        bucket = GCSBucket(
            name: options.bucket, endpoint: options.endpoint, prefix: options.prefix, client: client,
            retry: options.retry, clock: options.clock,
            tokens: GCSTokens.tokens(of: credentials, client: client, clock: options.clock))
        signingKey = credentials.signingKey
        isPublic = options.isPublic
        pieceSize = options.pieceSize
        pageSize = options.pageSize
    }

    package var name: String { bucket.place }

    package func stat(_ key: ObjectKey) async throws -> ObjectInfo? {
        try await bucket.object(bucket.name(of: key), key.value).map {
            ObjectInfo(key: key, size: $0.size, modified: $0.updated)
        }
    }

    package func delete(_ key: ObjectKey) async throws {
        guard let object = try await bucket.object(bucket.name(of: key), key.value) else { return }
        try await delete(object, as: key.value)
    }

    package func list(prefix: String) -> AsyncThrowingStream<ObjectInfo, any Error> {
        let listing = GCSListing(bucket: bucket, prefix: prefix, pageSize: pageSize)
        return AsyncThrowingStream(unfolding: { try await listing.next() })
    }

    /// Removes just this version of an object, so that asking again never removes a later one.
    ///
    /// - Parameter key: what it is called in errors.
    func delete(_ object: GCSObject, as key: String) async throws {
        let answer = try await bucket.send(key) { bucket.delete(object.name, generation: object.generation) }
        guard answer.isSuccess || bucket.isAbsent(answer) || answer.status == 412 else {
            throw bucket.error(answer, key)
        }
    }
}
