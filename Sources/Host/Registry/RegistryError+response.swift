import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OCI

extension RegistryError {
    /// The answer that tells a client about this error.
    ///
    /// - Parameter status: in place of the code's own, for the few cases that the code does not decide.
    func response(status: HTTPResponse.Status? = nil) -> Response {
        let status = status ?? HTTPResponse.Status(code: code.status)
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if status == .methodNotAllowed { headers[.allow] = "GET, HEAD" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: safeBody)))
    }

    /// The body; without the details where they cannot be encoded.
    var safeBody: [UInt8] {
        do { return try body() } catch { return Array(#"{"errors":[{"code":"\#(code.rawValue)"}]}"#.utf8) }
    }
}
