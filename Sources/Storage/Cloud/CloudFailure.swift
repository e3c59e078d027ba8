import AsyncHTTPClient
import NIOHTTP1

/// Words for what goes wrong between us and a service.
enum CloudFailure {
    /// - Parameter request: method and address, without query and credentials.
    static func error(_ error: any Error, of request: String) -> CloudError {
        let text = "\(error)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return CloudError(
                request, reason: "the server's certificate is not from a trusted authority", isLasting: true)
        }
        return switch error {
        case let error as HTTPClientError: CloudError(request, reason: words(for: error))
        case HTTPParserError.invalidEOFState: CloudError(request, reason: cutOff)
        default: CloudError(request, reason: text.count <= 200 ? text : "\(text.prefix(200))…")
        }
    }

    private static let cutOff = "the server closed the connection before the end"

    private static func words(for error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout: "no connection within the time limit"
        case .readTimeout, .writeTimeout, .deadlineExceeded: "the server was silent for too long"
        case .remoteConnectionClosed, .uncleanShutdown, .bodyLengthMismatch: cutOff
        default: error.description
        }
    }
}
