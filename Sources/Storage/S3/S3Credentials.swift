/// Who we are to a service.
struct S3Credentials: Hashable, Sendable {
    /// The name of the key pair; no secret, but nobody else's business either.
    let accessKey: String
    let secretKey: Secret
    /// Of keys that end.
    var token: Secret?
    /// When they end, in seconds since the epoch; nil for never.
    var ends: Int64?
}
