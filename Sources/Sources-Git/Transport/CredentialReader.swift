import Host
import Processes
import Storage
import SystemPackage

/// Reads the user and password for a web server from wherever the configuration says. Errors never show what was read.
struct CredentialReader {
    private let configuration: GitCredentialsConfiguration
    private let limit: Duration
    private let runner: ProcessRunner
    private let environment: [String: String]

    init(_ configuration: GitSourceConfiguration, runner: ProcessRunner, environment: [String: String]) {
        self.configuration = configuration.credentials
        limit = configuration.limits.connect
        self.runner = runner
        self.environment = environment
    }

    /// - Returns: nil when nothing is configured, or the netrc file has no entry for the host.
    /// - Throws: ``SourceError``.
    func read(for address: WebAddress) async throws -> WebCredentials? {
        let ways: [(key: String, isSet: Bool)] = [
            ("password", configuration.password != nil), ("passwordFile", configuration.passwordFile != nil),
            ("token", configuration.token != nil), ("tokenFile", configuration.tokenFile != nil),
            ("netrc", configuration.netrc != nil), ("helper", configuration.helper != nil),
        ]
        let set = ways.filter(\.isSet).map(\.key)
        guard set.count < 2 else {
            throw SourceError.misconfigured("'credentials' may have only one of \(set.joined(separator: " and "))")
        }
        if let netrc = configuration.netrc { return try await read(netrc: netrc, host: address.host) }
        if let helper = configuration.helper { return try await run(helper, for: address) }
        if let password = try await secret(configuration.password, configuration.passwordFile, key: "passwordFile") {
            guard let username = configuration.username else {
                throw SourceError.misconfigured("'credentials' has a password but no 'username'")
            }
            return WebCredentials(username: username, password: password)
        }
        if let token = try await secret(configuration.token, configuration.tokenFile, key: "tokenFile") {
            return WebCredentials(username: configuration.username ?? "x-access-token", password: token)
        }
        return nil
    }

    private func secret(_ value: Secret?, _ file: FilePath?, key: String) async throws -> String? {
        if let value { return value.value }
        guard let file else { return nil }
        let text = try await read(file, key: key)
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count == 1, let line = lines.first else {
            throw SourceError.unavailable("the file of 'credentials.\(key)' must have one line")
        }
        return String(line)
    }

    private func read(netrc file: FilePath, host: String) async throws -> WebCredentials? {
        let netrc = Netrc(try await read(file, key: "netrc"))
        return netrc.entry(for: host, login: configuration.username).map {
            WebCredentials(username: $0.login, password: $0.password)
        }
    }

    private func read(_ file: FilePath, key: String) async throws -> String {
        do {
            return try await Blocking.run { try SecretFile.read(file) }
        } catch let error as Errno {
            throw SourceError.unavailable("the file of 'credentials.\(key)' cannot be read: \(error)")
        }
    }

    private func run(_ program: FilePath, for address: WebAddress) async throws -> WebCredentials {
        let helper = CredentialHelper(program: program, environment: environment, limit: limit, runner: runner)
        return try await helper.get(for: address, username: configuration.username)
    }
}
