import Host
import Processes
import SystemPackage

/// A program that speaks git's credential protocol, run with the argument `get`: `key=value` lines on both sides.
struct CredentialHelper {
    let program: FilePath
    /// Only `PATH` and `HOME` of it reach the helper.
    let environment: [String: String]
    let limit: Duration
    let runner: ProcessRunner

    /// - Throws: ``SourceError``; the helper's own words are not repeated, for they may hold the secret.
    func get(for address: WebAddress, username: String?) async throws -> WebCredentials {
        var run = ProcessRun(
            program: .path(program), arguments: ["get"],
            environment: environment.filter { ["PATH", "HOME"].contains($0.key) }, limits: ProcessLimits(total: limit))
        run.input = Array(question(address, username).utf8)
        run.outputLimit = 64 << 10
        let result: ProcessResult
        do {
            result = try await runner.run(run)
        } catch is ProgramMissing {
            throw failure("does not exist or cannot be run")
        }
        switch result.ending {
        case .exited(0): return try credentials(String(decoding: result.output, as: UTF8.self), username)
        case .exited(let status): throw failure("ended with status \(status)")
        case .signalled(let signal): throw failure("was ended by signal \(signal)")
        case .timedOut: throw failure("did not answer within \(limit.components.seconds) s")
        case .tooMuchOutput: throw failure("printed too much")
        }
    }

    private func question(_ address: WebAddress, _ username: String?) -> String {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        var lines = [
            "protocol=\(address.isPlain ? "http" : "https")", "host=\(host)" + (address.port.map { ":\($0)" } ?? ""),
        ]
        if let username { lines.append("username=\(username)") }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private func credentials(_ answer: String, _ asked: String?) throws -> WebCredentials {
        var fields: [Substring: Substring] = [:]
        for line in answer.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            fields[line[..<equals]] = line[line.index(after: equals)...]
        }
        guard let password = fields["password"], let username = fields["username"].map(String.init) ?? asked else {
            throw failure("gave no user and password for this host")
        }
        return WebCredentials(username: username, password: String(password))
    }

    private func failure(_ what: String) -> SourceError {
        .unavailable("the credential helper '\(program.lastComponent?.string ?? "")' \(what)")
    }
}
