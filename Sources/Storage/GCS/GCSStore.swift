/// Objects in a bucket of Google Cloud Storage, or of what speaks its JSON API.
///
/// Small objects are written in one request. Larger ones go in pieces to a temporary name, because an upload's key is known
/// only at its end, are copied inside the service to their key, and removed. Temporary names are no valid keys, so no
/// listing shows them.
package struct GCSStore: ObjectStore {
    let bucket: GCSBucket
    let configuration: GCSConfiguration
    let signingKey: ServiceAccountKey?
    /// Objects of one page of a listing; Google gives 1000 at most.
    let pageSize: Int

    /// - Parameters:
    ///   - clock: this machine's, which the service corrects.
    ///   - pageSize: objects of one page of a listing.
    package init(
        _ configuration: GCSConfiguration, credentials: GCSCredentials, retry: RetryPolicy = RetryPolicy(),
        clock: CloudClock = CloudClock(), pageSize: Int = 1000
    ) async throws {
        let client = try await CloudClient(retry: retry, caFile: configuration.caFile)
        bucket = GCSBucket(
            name: configuration.bucket, endpoint: configuration.endpoint, prefix: configuration.prefix,
            client: client, retry: retry, clock: clock,
            tokens: GCSTokens.tokens(of: credentials, client: client, clock: clock))
        self.configuration = configuration
        signingKey = credentials.signingKey
        self.pageSize = pageSize
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
