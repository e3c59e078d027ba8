import Logging
import Metrics

/// Counts and times requests.
struct RequestMetrics: RequestObserver {
    let factory: any MetricsFactory

    /// What `/metrics` says about these.
    static let descriptions = [
        PrometheusDescription("nixery_http_requests_total", "Requests answered, by kind, method and status."),
        PrometheusDescription("nixery_http_response_bytes_total", "Bytes of bodies sent, by kind of request."),
        PrometheusDescription(
            "nixery_blobs_delivered_total", "Blobs from a bucket, by way: redirect to it, or proxy for it."),
        PrometheusDescription("nixery_http_requests_in_flight", "Requests that are being served now."),
        PrometheusDescription(
            "nixery_http_request_duration_seconds", "Time until the body was sent, builds included.",
            buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30, 120, 600]),
    ]

    func began() { inFlight.increment() }

    func finished(_ request: FinishedRequest, logger: Logger) {
        inFlight.decrement()
        let route = ("route", request.route.rawValue)
        Counter(
            label: "nixery_http_requests_total",
            dimensions: [route, ("method", known(request.method)), ("code", "\(request.status)")], factory: factory
        ).increment()
        Counter(label: "nixery_http_response_bytes_total", dimensions: [route], factory: factory)
            .increment(by: request.bytes)
        if let delivery = request.delivery {
            Counter(
                label: "nixery_blobs_delivered_total", dimensions: [("way", delivery.rawValue)], factory: factory
            ).increment()
        }
        Timer(label: "nixery_http_request_duration_seconds", dimensions: [route], factory: factory)
            .recordNanoseconds(
                request.duration.components.seconds * 1_000_000_000
                    + request.duration.components.attoseconds / 1_000_000_000)
    }

    private var inFlight: Meter { Meter(label: "nixery_http_requests_in_flight", factory: factory) }

    /// Methods are the client's free choice; labels must not be.
    private func known(_ method: String) -> String {
        ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"].contains(method) ? method : "other"
    }
}
