import Synchronization

/// Facts about one request that are known only deep inside, kept for the access log and metrics.
final class RequestRecord: Sendable {
    private struct State {
        var client: IPAddress?
        var route = Route.other
        var delivery: BlobDelivery.Way?
        var isStreamed = false
        var bytesSent: Int64 = 0
    }

    /// Kinds of request; a small fixed set, so that it can label metrics.
    enum Route: String, Sendable {
        case version, manifest, blob, tags, referrers, catalog, upload, health, metrics, page, other
    }

    private let state = Mutex(State())

    /// Who asks; nil where there is no socket.
    var client: IPAddress? {
        get { state.withLock { $0.client } }
        set { state.withLock { $0.client = newValue } }
    }

    /// What was asked for.
    var route: Route {
        get { state.withLock { $0.route } }
        set { state.withLock { $0.route = newValue } }
    }

    /// How a blob is given that does not come from a file of ours; nil for all else.
    var delivery: BlobDelivery.Way? {
        get { state.withLock { $0.delivery } }
        set { state.withLock { $0.delivery = newValue } }
    }

    /// Whether the body is sent piece by piece, so that its size on the wire is known only at the end.
    var isStreamed: Bool { state.withLock { $0.isStreamed } }

    /// Bytes of a streamed body that the connection has taken.
    var bytesSent: Int64 { state.withLock { $0.bytesSent } }

    func startStream() { state.withLock { $0.isStreamed = true } }

    func sent(_ bytes: Int64) { state.withLock { $0.bytesSent += bytes } }
}
