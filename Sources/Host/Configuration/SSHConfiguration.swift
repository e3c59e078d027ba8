package import SystemPackage

/// How `ssh` reaches a git server.
package struct SSHConfiguration: Hashable, Sendable {
    /// Private key; nil uses the agent (`SSH_AUTH_SOCK`) and OpenSSH's own default keys.
    package var keyFile: FilePath?
    /// Certificate for ``keyFile``.
    package var certificateFile: FilePath?
    /// Host keys to believe, hashed or not; nil for OpenSSH's own files. Always checked strictly.
    package var knownHosts: FilePath?

    package init() {}
}
