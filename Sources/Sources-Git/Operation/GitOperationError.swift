/// Why an operation on a git repository failed; the child process that ran it tells its parent in this form.
package struct GitOperationError: Error, Hashable, Sendable, Codable {
    /// What the parent tells apart.
    package enum Code: String, Sendable, Codable, CaseIterable {
        /// The server could not be reached, or broke off.
        case unavailable
        /// The server does not accept our credentials, or wants some.
        case denied
        /// No known_hosts file names the ssh server.
        case unknownHostKey
        /// The ssh server has another key than known_hosts says.
        case changedHostKey
        /// The https server's certificate is not one that we trust.
        case certificate
        /// The https server and we have no version of TLS in common.
        case tls
        /// There is no such repository.
        case notFound
        /// The repository has no such ref or commit.
        case unknownRef
        /// HEAD names a branch that has no commit.
        case unborn
        /// The repository's objects are named by SHA-256, which libgit2 cannot read.
        case sha256
        /// A limit of size or number is exceeded.
        case tooLarge
        /// What lies on our disk is damaged.
        case corrupt
        /// The content cannot be used as it is, for example a file name that would leave the folder.
        case refused
        case other
    }

    package var code: Code
    /// One sentence for users, without secrets.
    package var message: String
    /// For ``Code/unknownRef``: names of similar spelling.
    package var near: [String] = []

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension GitOperationError: CustomStringConvertible {
    package var description: String { message }
}
