import Conformance
import Testing

@testable import SourcesGit

@Suite struct SSHCommandTests {
    private let settings = SSHSettings(
        program: "/usr/bin/ssh", keyFile: "/keys/100% mine", knownHosts: "/keys/known hosts", environment: [:],
        connectSeconds: 15)

    @Test func `host and command come after the end of options`() throws {
        let arguments = try command("ssh://git@h:2222/team/set.git").arguments
        #expect(arguments.suffix(7) == ["-p", "2222", "-l", "git", "--", "h", "git-upload-pack '/team/set.git'"])
        #expect(try command("git@h:set.git").arguments.last == "git-upload-pack 'set.git'")
        #expect(try command("ssh://h/~me/set").arguments.last == "git-upload-pack '~me/set'")
    }

    @Test func `no configuration applies and host keys are strict`() throws {
        let arguments = try command("git@h:a").arguments
        #expect(arguments.prefix(2) == ["-F", "none"])
        for option in [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=\"/keys/known hosts\"",
            "IdentitiesOnly=yes", "IdentityFile=\"/keys/100%% mine\"",
        ] {
            #expect(arguments.contains(option))
        }
    }

    @Test(arguments: ["/a\"b", "/a\\b", "/a${HOME}", "/a\nb"])
    func `files whose names ssh would read otherwise are refused`(name: String) throws {
        var settings = settings
        settings.keyFile = name
        #expect(throws: GitOperationError.self) {
            try SSHCommand(SSHAddress(scp: "git@h:a"), settings)
        }
    }

    /// A real shell sees one word.
    @Test(arguments: ["a b", "a'b", "$(id)", "`id`", "a;id", "a\\b", "a!b", "'", "~", "*", "\"a\""])
    func `paths reach the server's git as they are`(path: String) async throws {
        try await withTemporaryFolder { folder in
            let printed = try await ServerProcess.shell("printf %s \(SSHCommand.shellQuoted(path))", in: folder)
            #expect(printed == path)
        }
    }

    /// What OpenSSH and servers print.
    @Test(arguments: [
        (
            "No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.",
            GitOperationError.Code.unknownHostKey, "not known"
        ),
        (
            "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.",
            .changedHostKey, "another"
        ),
        ("@ WARNING: UNPROTECTED PRIVATE KEY FILE! @\nme@h: Permission denied (publickey).", .denied, "chmod 600"),
        ("Load key \"/k\": Permission denied\nme@h: Permission denied (publickey).", .denied, "cannot be read"),
        ("Load key \"/k\": error in libcrypto\nme@h: Permission denied (publickey).", .denied, "holds no private key"),
        ("me@h: Permission denied (publickey,password).", .denied, "does not accept"),
        ("ssh: Could not resolve hostname h: Name or service not known", .unavailable, "cannot be resolved"),
        ("ssh: connect to host h port 22: Connection refused", .unavailable, "refused"),
        ("ssh: connect to host h port 22: Connection timed out", .unavailable, "in time"),
        ("fatal: '/a' does not appear to be a git repository", .notFound, "no such repository"),
        (
            "ERROR: Repository not found.\nfatal: Could not read from remote repository.", .notFound,
            "no such repository"
        ),
        ("first\n\u{1b}[31mkex_exchange: bad\u{7}\n", .unavailable, "[31mkex_exchange: bad"),
        ("", .unavailable, "ended"),
    ])
    func `ssh's words become one sentence`(words: String, code: GitOperationError.Code, part: String) throws {
        let error = SSHFailure.of(try SSHAddress(scp: "me@h:a"), words)
        #expect(error.code == code)
        #expect(error.message.contains(part), "\(error.message)")
        #expect(error.message.utf8.allSatisfy { $0 >= 0x20 })
    }

    private func command(_ url: String) throws -> SSHCommand {
        guard case .ssh(let address) = try GitRemote(url) else { throw GitURLError.scheme }
        return try SSHCommand(address, settings)
    }
}
