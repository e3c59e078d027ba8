import CGit2

/// What libgit2's errors about a connection mean.
enum TransportFailure {
    /// The error of a call that returned a negative status, for a remote.
    static func of(_ status: Int32, _ request: TransportRequest) -> GitOperationError {
        guard case .web(let address) = request.remote else {
            return GitStatus.failure(status, "'\(request.remote)' cannot be read", otherwise: .unavailable)
        }
        let last = git_error_last()?.pointee
        let detail = PlainText.clean((last?.message.map { String(cString: $0) } ?? "").utf8)
        let server = "the git server '\(address.host)'"
        // libgit2 repeats the address with its password.
        if detail.lowercased().contains("malformed url") {
            return GitOperationError(
                .unavailable, "\(server) could not be asked: an address of it or of the proxy is malformed")
        }
        switch UInt32(bitPattern: last?.klass ?? 0) {
        case _ where status == GIT_ECERTIFICATE.rawValue: return certificate(server, detail)
        case GIT_ERROR_SSL.rawValue: return tls(server, detail)
        case GIT_ERROR_HTTP.rawValue: return http(server, detail, request)
        case GIT_ERROR_NET.rawValue, GIT_ERROR_OS.rawValue: return unreachable(server, detail)
        default: return GitStatus.failure(status, "\(server) could not be asked", otherwise: .unavailable)
        }
    }

    private static func certificate(_ server: String, _ detail: String) -> GitOperationError {
        GitOperationError(
            .certificate,
            "the certificate of \(server) is not one to trust ('caFile' names another authority): \(detail)")
    }

    private static func tls(_ server: String, _ detail: String) -> GitOperationError {
        if detail.lowercased().contains("certificate") { return certificate(server, detail) }
        // An alert instead of an answer to our greeting: nothing that we offered is accepted. Libraries without TLS 1.3 get
        // this from servers that take nothing older.
        let words = ["alert", "protocol version", "handshake"]
        guard words.contains(where: detail.lowercased().contains) else { return unreachable(server, detail) }
        return GitOperationError(
            .tls,
            "\(server) refuses the versions of TLS that this build of libgit2 has "
                + "(one that allows only TLS 1.3 needs a libgit2 whose TLS library has it): \(detail)")
    }

    private static func http(_ server: String, _ detail: String, _ request: TransportRequest) -> GitOperationError {
        let status = detail.firstMatch(of: /status code: ([0-9]{3})/).flatMap { Int($0.1) }
        switch status {
        case 404, 410: return GitOperationError(.notFound, "there is no repository at '\(request.remote)'")
        case 401, 403:
            return GitOperationError(
                .denied, "\(server) does not let the configured credentials read '\(request.remote)' (\(status ?? 0))")
        case 407: return GitOperationError(.unavailable, "the proxy on the way to \(server) wants other credentials")
        case .some(let status): return GitOperationError(.unavailable, "\(server) answered with status \(status)")
        case nil: return GitOperationError(.unavailable, "\(server) could not be asked: \(detail)")
        }
    }

    private static func unreachable(_ server: String, _ detail: String) -> GitOperationError {
        GitOperationError(.unavailable, "\(server) cannot be reached: \(detail)")
    }
}
