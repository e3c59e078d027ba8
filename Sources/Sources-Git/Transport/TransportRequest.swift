/// All that the child process needs to reach a remote; it gets this on its standard input, because it may hold a secret.
package struct TransportRequest: Sendable, Codable {
    package var remote: GitRemote
    /// For ``remote``'s host alone.
    package var credentials: WebCredentials?
    /// PEM file of certificate authorities to trust instead of the system's.
    package var caFile: String?
    /// `http://…`; may hold a password.
    package var proxy: String?
    package var ssh: SSHSettings?

    package init(remote: GitRemote) { self.remote = remote }
}

extension TransportRequest: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(remote)" }
    package var customMirror: Mirror { Mirror(self, children: ["remote": remote]) }
}

/// A user and a password, or a token in the password's place.
package struct WebCredentials: Hashable, Sendable, Codable {
    package var username: String
    package var password: String
}

extension WebCredentials: CustomStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// How `ssh` is run.
package struct SSHSettings: Hashable, Sendable, Codable {
    /// OpenSSH's `ssh`.
    package var program: String
    package var keyFile: String?
    package var certificateFile: String?
    package var knownHosts: String?
    /// Whole environment of `ssh`.
    package var environment: [String: String]
    /// Until the server has answered.
    package var connectSeconds: Int64
}
