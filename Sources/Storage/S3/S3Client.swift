/// One call of the S3 protocol.
struct S3Call: Sendable {
    var method: CloudRequest.Method
    /// An object's name in the bucket; nil for the bucket.
    var name: String?
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
}

/// Signs calls and repeats those that fail in passing, with the clock set right and credentials renewed where they are why.
struct S3Client: Sendable {
    let place: S3Place
    let http: CloudClient
    let credentials: FreshValue<S3Credentials>
    let clock: CloudClock

    /// - Parameter key: what a failure without an answer is about.
    func send(_ call: S3Call, about key: String) async throws -> CloudResponse {
        let tries = S3Tries(of: call, by: self)
        do {
            return try await http.send(judge: tries.judge) { try await tries.signed() }
        } catch let error as CloudError {
            throw StorageError(.failed, key: key, cause: "\(error)")
        }
    }

    /// The same for an answer that may be large.
    func open(_ call: S3Call, about key: String) async throws -> CloudDownload {
        let tries = S3Tries(of: call, by: self)
        do {
            return try await http.open(judge: tries.judge) { try await tries.signed() }
        } catch let error as CloudError {
            throw StorageError(.failed, key: key, cause: "\(error)")
        }
    }

    /// A URL to get an object by.
    ///
    /// - Parameter lifetime: seconds; less where the credentials end before.
    func link(to name: String, lifetime: Int64) async throws -> Secret {
        // A client may take a while until it comes.
        let credentials = try await credentials.value(lasting: min(lifetime, 60))
        let left = credentials.ends.map { max(1, $0 - clock.now) } ?? lifetime
        return S3Signer(credentials: credentials, region: place.region)
            .url("GET", place.target(name), lifetime: min(lifetime, left), time: clock.now)
    }
}
