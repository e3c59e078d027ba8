import AsyncHTTPClient
import NIOHTTP1

/// Words for what goes wrong between us and a service.
enum CloudFailure {
    static func words(for error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: words(for: error)
        case HTTPParserError.invalidEOFState: cutOff
        default: words(of: "\(error)")
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

    private static func words(of text: String) -> String {
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return "the server's certificate is not from a trusted authority"
        }
        return text.count <= 200 ? text : "\(text.prefix(200))…"
    }
}
