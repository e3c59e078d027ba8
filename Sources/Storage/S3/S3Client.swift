import OCI

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
        let payload = Digest(of: call.body).hex
        do {
            let used = UsedValue(credentials)
            return try await http.send(judge: judge(call, used)) { try await signed(call, payload: payload, used) }
        } catch let error as CloudError {
            throw StorageError(.failed, key: key, cause: "\(error)")
        }
    }

    /// The same for an answer that may be large.
    func open(_ call: S3Call, about key: String) async throws -> CloudDownload {
        let payload = Digest(of: call.body).hex
        do {
            let used = UsedValue(credentials)
            return try await http.open(judge: judge(call, used)) { try await signed(call, payload: payload, used) }
        } catch let error as CloudError {
            throw StorageError(.failed, key: key, cause: "\(error)")
        }
    }

    /// A URL to get an object by.
    ///
    /// - Parameter lifetime: seconds; less where the credentials end before.
    func link(to name: String, lifetime: Int64) async throws -> Secret {
        let credentials = try await credentials.value()
        let left = credentials.ends.map { max(1, $0 - clock.now) } ?? lifetime
        return S3Signer(credentials: credentials, region: place.region)
            .url("GET", place.target(name), lifetime: min(lifetime, left), time: clock.now)
    }

    private func signed(
        _ call: S3Call, payload: String, _ used: UsedValue<S3Credentials>
    ) async throws -> CloudRequest {
        let signer = S3Signer(credentials: try await used.value(), region: place.region)
        let target = place.target(call.name, query: call.query)
        let headers = signer.headers(call.method.rawValue, target, call.headers, payload: payload, time: clock.now)
        return CloudRequest(call.method, target.url, headers: call.headers + headers, body: call.body)
    }

    private func judge(_ call: S3Call, _ used: UsedValue<S3Credentials>) -> CloudClient.Judge {
        let clock = clock
        return { response in
            let wasOff = clock.correct(by: response)
            guard let answer = S3Answer(response) else { return .take }
            if answer.isAboutTime(call), wasOff { return .atOnce }
            if answer.isAboutCredentials(call) {
                await used.forget()
                return .again(after: nil)
            }
            return answer.passes ? .again(after: nil) : CloudVerdict.byStatus(response)
        }
    }
}

extension S3Answer {
    /// An answer to HEAD has no body, so that its code is not known.
    fileprivate func isAboutTime(_ call: S3Call) -> Bool {
        code == "RequestTimeTooSkewed" || (status == 403 && call.method == .head)
    }

    fileprivate func isAboutCredentials(_ call: S3Call) -> Bool {
        ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code)
            || (status == 400 && call.method == .head)
    }

    /// Trouble that passes under a status that says otherwise.
    fileprivate var passes: Bool {
        ["ConditionalRequestConflict", "OperationAborted", "InternalError", "SlowDown", "RequestTimeout"].contains(code)
    }
}
