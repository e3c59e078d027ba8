package import Host
package import Logging
import OCI
package import Processes
package import SystemPackage

/// Runs git operations, each in a child process.
package struct GitProcess: Sendable {
    private let helper: FilePath
    private let runner: ProcessRunner
    private let limits: NetworkLimits
    private let environment: [String: String]

    /// What reaches the child: certificates, and where temporary files go. Proxies (which may hold a password) and what `ssh`
    /// needs are in its request.
    private static let variables: Set = ["PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"]

    /// - Parameters:
    ///   - helper: our own program.
    ///   - environment: of this process; a few variables of it are passed on.
    package init(helper: FilePath, runner: ProcessRunner, limits: NetworkLimits, environment: [String: String]) {
        self.helper = helper
        self.runner = runner
        self.limits = limits
        self.environment = environment.filter { Self.variables.contains($0.key) }
    }

    /// Runs one operation; cancelling ends its process.
    ///
    /// - Parameter server: whom it connects to, for messages; nil where it uses no network.
    /// - Throws: ``GitOperationError``, `CancellationError`, or an error of starting the program.
    package func run<Result: Codable & Sendable>(
        _ request: GitRequest, for _: Result.Type, server: String?, logger: Logger
    ) async throws -> Result {
        var run = ProcessRun(
            program: .path(helper), arguments: ["git-operation"], environment: environment,
            limits: ProcessLimits(
                total: limits.total, firstOutput: server.map { _ in limits.connect }, silence: limits.silence))
        run.input = try CanonicalJSON.encode(request)
        let result = try await runner.run(run)
        switch result.ending {
        case .exited(0): return try answer(result.output)
        case .timedOut(let limit): throw late(limit, server)
        case .exited, .signalled, .tooMuchOutput:
            logger.error(
                "a git operation ended without an answer",
                metadata: [
                    "ending": "\(result.ending)", "errors": .array(result.errors.lastLines(5).map { .string($0) }),
                ])
            throw GitOperationError(.other, "the git operation ended without an answer; the registry's log says more")
        }
    }

    private func answer<Result: Codable>(_ output: [UInt8]) throws -> Result {
        let last = output.split(separator: UInt8(ascii: "\n")).last ?? []
        switch try CanonicalJSON.decode(GitMessage<Result>.self, from: last) {
        case .result(let result): return result
        case .failure(let error): throw error
        case .progress: throw GitOperationError(.other, "the git operation stopped without an answer")
        }
    }

    private func late(_ limit: ProcessResult.Limit, _ server: String?) -> GitOperationError {
        let subject = server.map { "the git server '\($0)'" } ?? "reading the git repository"
        return switch limit {
        case .firstOutput: GitOperationError(.unavailable, "\(subject) did not answer within \(limits.connect)")
        case .silence: GitOperationError(.unavailable, "\(subject) made no progress for \(limits.silence)")
        case .total: GitOperationError(.unavailable, "\(subject) took longer than \(limits.total)")
        }
    }
}
