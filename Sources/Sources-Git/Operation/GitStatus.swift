import CGit2

/// Turns what a libgit2 function returns, and the error it left behind, into a ``GitOperationError``.
enum GitStatus {
    /// - Parameters:
    ///   - status: what the function returned; negative is a failure.
    ///   - action: what was being done, as in "the branch could not be read": the start of the error's sentence.
    ///   - code: the error's code where libgit2's own says nothing certain.
    /// - Returns: the status, for functions where it has a meaning of its own.
    @discardableResult
    static func check(
        _ status: Int32, _ action: @autoclosure () -> String, otherwise code: GitOperationError.Code = .other
    ) throws(GitOperationError) -> Int32 {
        guard status < 0 else { return status }
        throw failure(status, action(), otherwise: code)
    }

    /// The error of a call that returned a negative status.
    static func failure(
        _ status: Int32, _ action: String, otherwise code: GitOperationError.Code
    ) -> GitOperationError {
        let last = git_error_last()?.pointee
        let detail = last?.message.map { String(cString: $0) } ?? "libgit2 says no more than \(status)"
        let kind = self.code(status, UInt32(bitPattern: last?.klass ?? 0)) ?? code
        return GitOperationError(kind, "\(action): \(detail)")
    }

    /// Whether the last error is about objects on our disk, not about the connection.
    static var isAboutObjects: Bool {
        let categories = [
            GIT_ERROR_ODB, GIT_ERROR_OBJECT, GIT_ERROR_ZLIB, GIT_ERROR_REFERENCE, GIT_ERROR_REPOSITORY,
            GIT_ERROR_INDEXER,
        ]
        let last = UInt32(bitPattern: git_error_last()?.pointee.klass ?? 0)
        return categories.contains { $0.rawValue == last }
    }

    private static func code(_ status: Int32, _ category: UInt32) -> GitOperationError.Code? {
        switch status {
        case GIT_EAUTH.rawValue: return .denied
        case GIT_ECERTIFICATE.rawValue: return .certificate
        default: break
        }
        switch category {
        case GIT_ERROR_NET.rawValue, GIT_ERROR_HTTP.rawValue, GIT_ERROR_SSH.rawValue: return .unavailable
        case GIT_ERROR_SSL.rawValue: return .tls
        default: return nil
        }
    }
}
