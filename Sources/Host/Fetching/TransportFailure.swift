import AsyncHTTPClient
import NIOHTTP1

/// Words for what goes wrong between us and a server.
enum TransportFailure {
    /// - Returns: a ``FetchError``, or the error itself where it is one of our own.
    static func describe(_ error: any Error, _ address: FetchAddress, _ limits: NetworkLimits) -> any Error {
        switch error {
        case is FetchError, is SourceError, is CancellationError: error
        case let error as HTTPClientError: FetchError.unavailable(address, reason: reason(error, limits))
        case HTTPParserError.invalidEOFState: FetchError.unavailable(address, reason: cutOff)
        default: FetchError.unavailable(address, reason: reason(of: error))
        }
    }

    private static let cutOff = "the server closed the connection before the end"

    private static func reason(_ error: HTTPClientError, _ limits: NetworkLimits) -> String {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            "no connection within \(limits.connect)"
        case .readTimeout, .deadlineExceeded: "the server sent nothing for \(limits.silence)"
        case .remoteConnectionClosed, .uncleanShutdown, .bodyLengthMismatch: cutOff
        case .proxyAuthenticationRequired: "the proxy wants another user or password"
        case .invalidProxyResponse: "the proxy does not connect to it"
        default: error.description
        }
    }

    private static func reason(of error: any Error) -> String {
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return "the server's certificate is not from a trusted authority"
        }
        return text.count <= 200 ? text : "\(text.prefix(200))…"
    }
}
