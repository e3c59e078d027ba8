package import Host
package import Processes
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TransportRequest {
    /// Gathers what is needed to reach a remote; secrets are read now, so that they may be renewed.
    ///
    /// - Parameters:
    ///   - remote: the configured repository, or another one that it leads to (a submodule). Credentials and keys are added only
    ///     when it is on the configured server.
    ///   - runner: runs the credential helper.
    ///   - environment: of this process: `PATH`, `HOME`, `SSH_AUTH_SOCK`, the proxy's variables.
    /// - Throws: ``SourceError``.
    package static func make(
        _ remote: GitRemote, _ configuration: GitSourceConfiguration, runner: ProcessRunner,
        environment: [String: String]
    ) async throws -> TransportRequest {
        var request = TransportRequest(remote: remote)
        let isOwn = remote.hasSameServer(as: try configured(configuration))
        switch remote {
        case .local: break
        case .web(let address):
            if isOwn {
                let reader = CredentialReader(configuration, runner: runner, environment: environment)
                request.credentials = try await reader.read(for: address)
            }
            request.caFile = try caFile(configuration, environment)
            let proxy = configuration.proxy ?? ProxyVariables(environment).proxy(for: address)
            request.proxy = proxy.map(withScheme)
        case .ssh:
            request.ssh = try sshSettings(configuration, isOwn: isOwn, environment)
        }
        return request
    }

    /// A proxy as libgit2 takes it: `me:secret@proxy:3128` with `http://` before it.
    private static func withScheme(_ proxy: String) -> String {
        proxy.contains("://") ? proxy : "http://\(proxy)"
    }

    private static func configured(_ configuration: GitSourceConfiguration) throws -> GitRemote {
        do {
            return try GitRemote(configuration.url)
        } catch {
            throw SourceError.misconfigured("\(error)")
        }
    }

    private static func caFile(
        _ configuration: GitSourceConfiguration, _ environment: [String: String]
    ) throws -> String? {
        guard let file = configuration.caFile?.string else { return environment["SSL_CERT_FILE"] }
        guard access(file, R_OK) == 0 else {
            throw SourceError.unavailable("the file of 'caFile' cannot be read: \(Errno(rawValue: errno))")
        }
        return file
    }

    private static func sshSettings(
        _ configuration: GitSourceConfiguration, isOwn: Bool, _ environment: [String: String]
    ) throws -> SSHSettings {
        // `ssh` finds the user's home in the password file; its helper programs look at HOME.
        let inherited = environment.filter { ["PATH", "HOME", "SSH_AUTH_SOCK"].contains($0.key) }
        let ssh = configuration.ssh
        return SSHSettings(
            program: try sshProgram(environment), keyFile: isOwn ? ssh.keyFile?.string : nil,
            certificateFile: isOwn ? ssh.certificateFile?.string : nil, knownHosts: ssh.knownHosts?.string,
            environment: inherited.merging(["LC_ALL": "C"]) { $1 },
            connectSeconds: max(1, configuration.limits.connect.components.seconds))
    }

    private static func sshProgram(_ environment: [String: String]) throws -> String {
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            let program = "\(folder)/ssh"
            if access(program, X_OK) == 0 { return program }
        }
        throw SourceError.misconfigured("OpenSSH's 'ssh' is not on PATH, and the repository's address needs it")
    }
}
