/// The argument vector of OpenSSH's `ssh` that runs `git-upload-pack` on a server. Nothing of it is a secret.
struct SSHCommand {
    let arguments: [String]

    /// No configuration file applies, neither the user's nor the system's: only what is said here.
    ///
    /// - Throws: ``GitOperationError`` for a configured path that ssh's option syntax cannot hold.
    init(_ address: SSHAddress, _ settings: SSHSettings) throws(GitOperationError) {
        var arguments = ["-F", "none", "-T", "-x", "-a"]
        func option(_ name: String, _ value: String) { arguments += ["-o", "\(name)=\(value)"] }
        option("BatchMode", "yes")
        option("StrictHostKeyChecking", "yes")
        option("UpdateHostKeys", "no")
        option("ClearAllForwardings", "yes")
        option("PreferredAuthentications", "publickey")
        option("ConnectTimeout", "\(settings.connectSeconds)")
        if let file = settings.knownHosts {
            option("UserKnownHostsFile", try Self.quoted(file))
            option("GlobalKnownHostsFile", "/dev/null")
        }
        if let file = settings.keyFile {
            option("IdentitiesOnly", "yes")
            option("IdentityFile", try Self.quoted(file))
        }
        if let file = settings.certificateFile { option("CertificateFile", try Self.quoted(file)) }
        if let port = address.port { arguments += ["-p", "\(port)"] }
        if let user = address.user { arguments += ["-l", user] }
        self.arguments = arguments + ["--", address.host, "git-upload-pack \(Self.shellQuoted(address.path))"]
    }

    /// For the server's shell, and for servers that take the command apart as git writes it.
    static func shellQuoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''").replacing("!", with: "'\\!'") + "'"
    }

    /// A path as the value of an option: in double quotes, and ssh's own `%` sequences switched off.
    private static func quoted(_ path: String) throws(GitOperationError) -> String {
        let bad = path.contains("\"") || path.contains("\\") || path.contains("${")
        guard !bad, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw GitOperationError(
                .refused,
                "a file of 'ssh' has a name that ssh cannot take: without '\"', '\\', '${', control characters")
        }
        return "\"" + path.replacing("%", with: "%%") + "\""
    }
}
