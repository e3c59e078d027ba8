import Logging

/// Writes one line per request to the request's logger, which adds the request's id.
struct AccessLog: RequestObserver {
    func began() {}

    func finished(_ request: FinishedRequest, logger: Logger) {
        var metadata: Logger.Metadata = [
            "method": .string(request.method), "path": .string(request.path),
            "status": .stringConvertible(request.status), "bytes": .stringConvertible(request.bytes),
            "seconds": .stringConvertible(request.duration.inSeconds),
        ]
        if let client = request.client { metadata["client"] = .string(client) }
        if let userAgent = request.userAgent { metadata["agent"] = .string(userAgent) }
        if !request.isComplete { metadata["aborted"] = .stringConvertible(true) }
        logger.info("Request", metadata: metadata)
    }
}

extension Duration {
    /// As a fraction of seconds, to the microsecond.
    var inSeconds: Double {
        let micros = components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
        return Double(micros) / 1_000_000
    }
}
