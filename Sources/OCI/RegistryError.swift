/// An error as a registry client sees it (OCI distribution spec, "Error codes"): the one place for codes
/// and statuses.
package struct RegistryError: Error, Hashable, Sendable {
    package let code: Code
    /// One sentence for the person at the client; nothing private.
    package let message: String
    /// Further facts, one string each under a name.
    package var detail: [String: String]
    /// Seconds after which asking again makes sense; sent as `Retry-After`.
    package var retryAfter: Int?

    package init(_ code: Code, _ message: String, detail: [String: String] = [:], retryAfter: Int? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
        self.retryAfter = retryAfter
    }

    package enum Code: String, Sendable, CaseIterable {
        case blobUnknown = "BLOB_UNKNOWN"
        case digestInvalid = "DIGEST_INVALID"
        case manifestUnknown = "MANIFEST_UNKNOWN"
        case nameInvalid = "NAME_INVALID"
        case nameUnknown = "NAME_UNKNOWN"
        case denied = "DENIED"
        case unsupported = "UNSUPPORTED"
        case tooManyRequests = "TOOMANYREQUESTS"
        /// Not of the spec: no such endpoint.
        case notFound = "NOT_FOUND"
        /// Not of the spec: a malformed query or header.
        case badRequest = "BAD_REQUEST"
        /// Not of the spec: a full queue, or a remote that cannot be asked.
        case unavailable = "UNAVAILABLE"
        /// Not of the spec: our own fault.
        case internalError = "INTERNAL_ERROR"

        /// The HTTP status that goes with it.
        package var status: Int {
            switch self {
            case .blobUnknown, .manifestUnknown, .nameUnknown, .notFound: 404
            case .digestInvalid, .nameInvalid, .badRequest: 400
            case .denied: 403
            case .unsupported: 405
            case .tooManyRequests: 429
            case .unavailable: 503
            case .internalError: 500
            }
        }
    }

    /// The response body.
    package func body() throws -> [UInt8] {
        try CanonicalJSON.encode(Body(errors: [.init(code: code.rawValue, message: message, detail: detail)]))
    }

    private struct Body: Encodable {
        let errors: [Entry]
    }

    private struct Entry: Encodable {
        let code: String
        let message: String
        let detail: [String: String]
    }
}

extension RegistryError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(message)" }
}
