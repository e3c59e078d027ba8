package import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// An `sshd` on loopback that runs as the current user. Whoever it lets in may run one command only: that of the server.
package struct SSHServer: Sendable {
    package let port: Int
    private let folder: FilePath
    private let user: String
    private let command: String

    /// - Parameters:
    ///   - folder: for its files; made.
    ///   - command: a program's text; it finds what was asked for in `SSH_ORIGINAL_COMMAND`.
    package static func run<Result: Sendable>(
        _ folder: FilePath, command: String = onlyFetch, body: @Sendable @escaping (SSHServer) async throws -> Result
    ) async throws -> Result {
        let server = SSHServer(port: try freePort(), folder: folder, user: try userName(), command: command)
        try await server.setUp()
        // With root's rights, it insists on this folder.
        if getuid() == 0 { try FilePath("/run/sshd").makeFolders() }
        let log = folder.appending("log")
        return try await ServerProcess.run(
            // It wants to be called by its absolute path.
            OutsideTool.path(of: "sshd") ?? "/usr/sbin/sshd",
            ["-D", "-e", "-f", folder.appending("sshd_config").string], log: log,
            isReady: { $0.contains("Server listening") ? true : nil },
            body: { _ in try await body(server) })
    }

    /// The user and the host, without the port.
    package var host: String { "\(user)@127.0.0.1" }

    /// The address of a repository.
    package func url(_ repository: FilePath) -> String { "ssh://\(host):\(port)\(repository)" }

    /// Host keys of this server, in clear.
    package var knownHosts: FilePath { folder.appending("known_hosts") }

    /// The same with the host's name hashed.
    package var hashedKnownHosts: FilePath { folder.appending("known_hosts.hashed") }

    /// Another server's key under this one's name.
    package var wrongKnownHosts: FilePath { folder.appending("known_hosts.wrong") }

    /// Makes a key without a passphrase.
    ///
    /// - Parameters:
    ///   - type: as `ssh-keygen -t` takes it.
    ///   - isKnown: whether the server lets it in.
    package func makeKey(_ name: String, type: String = "ed25519", isKnown: Bool = true) async throws -> FilePath {
        let file = folder.appending(name)
        try await ServerProcess.shell("ssh-keygen -q -t \(type) -N '' -C test -f '\(file)'", in: folder)
        if isKnown {
            try await ServerProcess.shell(
                "echo \"restrict,command=\\\"$PWD/command\\\" $(cat '\(file).pub')\" >>authorized_keys", in: folder)
        }
        return file
    }

    /// Signs a key with the authority that the server trusts.
    ///
    /// - Returns: the certificate.
    package func certify(_ key: FilePath) async throws -> FilePath {
        try await ServerProcess.shell(
            "ssh-keygen -q -s authority -I test -n '\(user)' -O clear -O force-command=\"$PWD/command\" '\(key).pub'",
            in: folder)
        return FilePath("\(key)-cert.pub")
    }

    /// Runs an `ssh-agent` that holds a key.
    ///
    /// - Parameter body: gets the agent's socket.
    package func withAgent<Result: Sendable>(
        holding key: FilePath, body: @Sendable @escaping (FilePath) async throws -> Result
    ) async throws -> Result {
        let socket = folder.appending("agent")
        return try await ServerProcess.run(
            "ssh-agent", ["-D", "-a", socket.string], log: folder.appending("agent.log"),
            isReady: { $0.contains("SSH_AUTH_SOCK") ? true : nil },
            body: { _ in
                try await ServerProcess.shell(
                    "ssh-add -q '\(key)'", in: folder, environment: ["SSH_AUTH_SOCK": socket.string])
                return try await body(socket)
            })
    }

    private func setUp() async throws {
        try folder.makeFolders()
        try folder.appending("command").write(command, permissions: FilePermissions(rawValue: 0o755))
        try folder.appending("sshd_config").write(configuration)
        try await ServerProcess.shell(
            """
            chmod 700 .
            for type in ed25519 ecdsa; do ssh-keygen -q -t $type -N '' -f host_$type; done
            ssh-keygen -q -t ed25519 -N '' -f authority
            ssh-keygen -q -t ed25519 -N '' -f other
            for key in host_*.pub; do echo "[127.0.0.1]:\(port) $(cut -d' ' -f1,2 $key)"; done >known_hosts
            cp known_hosts known_hosts.hashed
            ssh-keygen -q -H -f known_hosts.hashed 2>/dev/null
            echo "[127.0.0.1]:\(port) $(cut -d' ' -f1,2 other.pub)" >known_hosts.wrong
            touch authorized_keys
            chmod 600 authorized_keys
            """, in: folder)
    }

    private var configuration: String {
        """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(folder)/host_ed25519
        HostKey \(folder)/host_ecdsa
        PidFile none
        AuthorizedKeysFile \(folder)/authorized_keys
        TrustedUserCAKeys \(folder)/authority.pub
        AuthenticationMethods publickey
        PermitRootLogin forced-commands-only
        UsePAM no
        StrictModes no

        """
    }

    /// Git repositories: gives what was asked for to a shell, as servers for people do, if it is a fetch.
    package static let onlyFetch = """
        #!/bin/sh
        case $SSH_ORIGINAL_COMMAND in
        "git-upload-pack '"*) eval "exec $SSH_ORIGINAL_COMMAND" ;;
        *) echo "this key may only fetch" >&2; exit 1 ;;
        esac

        """

    private static func userName() throws -> String {
        guard let entry = getpwuid(getuid()) else { throw Errno(rawValue: errno) }
        return String(cString: entry.pointee.pw_name)
    }

    /// A port that nobody uses right now, below those that the system gives to connections until the server has it.
    private static func freePort() throws -> Int {
        while true {
            let port = UInt16.random(in: 20_000..<32_000)
            do {
                try bind(port)
                return Int(port)
            } catch Errno.addressInUse {}
        }
    }

    /// Binds a socket to a port for a moment.
    private static func bind(_ port: UInt16) throws {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Errno(rawValue: errno) }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        address.sin_port = port.bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Errno(rawValue: errno) }
    }
}
