/// What `ssh`, or the server's git behind it, printed when it ended, as one sentence.
enum SSHFailure {
    /// - Parameter errors: what came on standard error.
    static func of(_ address: SSHAddress, _ errors: String) -> GitOperationError {
        let text = errors.lowercased()
        if let known = table.first(where: { $0.signs.contains(where: text.contains) }) {
            return GitOperationError(known.code, known.sentence("the ssh server '\(address.host)'"))
        }
        let last = errors.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        let words = PlainText.clean((last ?? "").utf8.prefix(300))
        return GitOperationError(
            .unavailable,
            "the ssh server '\(address.host)' ended the connection" + (words.isEmpty ? "" : ": \(words)"))
    }

    private struct Known: Sendable {
        var signs: [String]
        var code: GitOperationError.Code
        var sentence: @Sendable (_ server: String) -> String

        init(_ code: GitOperationError.Code, _ signs: [String], _ sentence: @escaping @Sendable (String) -> String) {
            self.signs = signs
            self.code = code
            self.sentence = sentence
        }
    }

    /// In order: ssh goes on after trouble with a key file, and then says "permission denied" as well.
    private static let table = [
        Known(.changedHostKey, ["remote host identification has changed", "revoked host key"]) {
            "\($0) has another host key than 'known_hosts' says: somebody may be in between, or it was installed anew"
        },
        Known(.unknownHostKey, ["host key is known for", "host key verification failed"]) {
            "the host key of \($0) is not known: add it to 'ssh.knownHosts' (ssh-keyscan prints it; compare it first)"
        },
        Known(.denied, ["unprotected private key file"]) {
            "the file of 'ssh.keyFile' may be read by others, so ssh does not use it for \($0): chmod 600"
        },
        Known(.denied, ["no such identity"]) {
            "the file of 'ssh.keyFile' does not exist, so \($0) was not asked with it"
        },
        Known(.denied, ["\": permission denied"]) {
            "the file of 'ssh.keyFile' cannot be read, so \($0) was not asked with it"
        },
        Known(.denied, ["invalid format", "error in libcrypto"]) {
            "the file of 'ssh.keyFile' holds no private key that ssh can read, so \($0) was not asked with it"
        },
        Known(.notFound, ["does not appear to be a git repository", "repository not found", "could not be found"]) {
            "\($0) has no such repository, or our key may not read it"
        },
        Known(.denied, ["permission denied (", "too many authentication failures"]) {
            "\($0) does not accept our key, or the key has a passphrase and no agent holds it"
        },
        Known(.unavailable, ["could not resolve hostname"]) { "the name of \($0) cannot be resolved" },
        Known(.unavailable, ["connection refused"]) { "\($0) refused the connection" },
        Known(.unavailable, ["timed out"]) { "\($0) did not answer in time" },
        Known(.unavailable, ["no route to host", "network is unreachable"]) { "\($0) cannot be reached" },
    ]
}
