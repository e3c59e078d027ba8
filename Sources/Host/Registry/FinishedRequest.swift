import Logging

/// One request with its outcome, for the access log and metrics. Holds nothing secret: no header but the client's name
/// for itself, no query, and nothing of the answer's headers.
struct FinishedRequest: Sendable {
    let method: String
    /// As the client sent it, percent-encoded, without the query.
    let path: String
    let route: RequestRecord.Route
    let status: Int
    /// How a blob was given; see ``RequestRecord/delivery``.
    let delivery: BlobDelivery.Way?
    /// Of the body.
    let bytes: Int64
    let duration: Duration
    /// The client's address; nil where there is no socket.
    let client: String?
    let userAgent: String?
    /// False when the client left, or reading failed, before the whole body was sent.
    let isComplete: Bool
}

/// Is told of every request.
protocol RequestObserver: Sendable {
    func began()
    /// Called once for each ``began()``, when the body is sent or given up.
    func finished(_ request: FinishedRequest, logger: Logger)
}
