/// Objects in a bucket of S3 or a service that speaks its protocol.
///
/// A small write is one request, which the service makes visible whole. A large upload goes in parts to a staged name, from
/// which the service copies it to its key (see ``S3Place``), so that nothing is ever visible in parts.
package struct S3Store: ObjectStore {
    let client: S3Client
    let configuration: S3Configuration
    let conditions = S3Conditions()
    let retry: RetryPolicy
    /// Bytes that one request copies at most. Services take 5 GB, but may be silent for long.
    let partCopySize: Int64

    /// - Parameter environment: where credentials, region and endpoint may stand.
    package init(_ configuration: S3Configuration, environment: [String: String]) async throws {
        try await self.init(configuration, environment: environment, partCopySize: 512 << 20)
    }

    init(
        _ configuration: S3Configuration, environment: [String: String], retry: RetryPolicy = RetryPolicy(),
        clock: CloudClock = CloudClock(), partCopySize: Int64
    ) async throws {
        self.configuration = configuration
        self.partCopySize = partCopySize
        self.retry = retry
        let place = try S3Place(configuration, environment: environment)
        let http = try await CloudClient(retry: retry, caFile: configuration.caFile)
        let sources = S3CredentialSources(
            environment: environment, profile: configuration.profile, region: place.region, http: http)
        client = S3Client(
            place: place, http: http, credentials: FreshValue(now: { clock.now }, make: { try await sources.find() }),
            clock: clock)
    }

    package var name: String { "s3 \(client.place)" }

    package func stat(_ key: ObjectKey) async throws -> ObjectInfo? {
        let response = try await client.send(S3Call(method: .head, name: client.place.object(key)), about: key.value)
        // Without a body, the answer does not say whether it is the object or the bucket that is missing.
        if response.status == 404 {
            try await checkBucket()
            return nil
        }
        if let answer = S3Answer(response) { throw answer.storageError(key.value) }
        guard let size = response.contentLength,
            let modified = response.header("Last-Modified").flatMap(CloudTime.parseHTTP)
        else { throw StorageError(.failed, key: key.value, cause: "the server does not say its size and time") }
        return ObjectInfo(key: key, size: size, modified: modified)
    }

    package func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try Task.checkCancellation()
        switch condition {
        case .always:
            try await write(bytes, to: client.place.object(key), about: key.value)
            return true
        case .absent: return try await putIfAbsent(bytes, at: key)
        }
    }

    @discardableResult
    package func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        try await S3Writer(store: self).upload(body)
    }

    package func delete(_ key: ObjectKey) async throws {
        try await remove(client.place.object(key), about: key.value)
    }

    package func list(prefix: String) -> ObjectStream<ObjectInfo> {
        let place = client.place
        let listing = S3Listing(client: client, prefix: place.objects + prefix)
        return ObjectStream {
            while let (name, size, modified) = try await listing.next() {
                // Others may keep their own in the bucket.
                guard let key = try? ObjectKey(String(name.dropFirst(place.objects.count))) else { continue }
                return ObjectInfo(key: key, size: size, modified: modified)
            }
            return nil
        }
    }

    /// Replaces a named object of the bucket.
    func write(_ bytes: [UInt8], to name: String, about key: String) async throws {
        let response = try await client.send(S3Call(method: .put, name: name, body: bytes), about: key)
        if let answer = S3Answer(response) { throw answer.storageError(key) }
    }

    /// Removes a named object of the bucket, whether it is there or not.
    func remove(_ name: String, about key: String) async throws {
        let response = try await client.send(S3Call(method: .delete, name: name), about: key)
        if let answer = S3Answer(response), answer.code != "NoSuchKey" { throw answer.storageError(key) }
    }
}

extension S3Store: RedirectingStore {
    package func redirect(to key: ObjectKey) async throws -> Secret? {
        try await client.link(to: client.place.object(key), lifetime: configuration.linkLifetime.components.seconds)
    }
}
