import FoundationEssentials
import Logging
import OCI
package import Processes
import SystemPackage

/// Runs an operator's executable that gets one JSON object on standard input and answers one on standard output.
///
/// It gets no arguments, and of the environment only `PATH` and what is configured. Its standard error goes to the log. It is
/// ended with all that it started when it takes too long, prints too much, or when the task is cancelled.
package struct ScriptRunner: Sendable {
    private let configuration: ScriptConfiguration
    private let runner: ProcessRunner
    private let searchPath: String

    /// What errors call the script: its file's name.
    var scriptName: String { configuration.program.lastComponent?.string ?? configuration.program.string }

    /// - Parameters:
    ///   - runner: runs the script; may be shared.
    ///   - searchPath: the script's `PATH` where the configuration has none.
    package init(
        _ configuration: ScriptConfiguration, runner: ProcessRunner,
        searchPath: String = "/usr/local/bin:/usr/bin:/bin"
    ) {
        self.configuration = configuration
        self.runner = runner
        self.searchPath = searchPath
    }

    /// - Throws: ``ScriptError``, `CancellationError`.
    func ask<Request: ScriptRequest>(_ request: Request, logger: Logger) async throws -> Request.Answer {
        let result = try await run(try CanonicalJSON.encode(ScriptMessage(request)), logger: logger)
        switch result.ending {
        case .exited(0): return try read(result.output)
        case .exited(let code): throw failure(.exited(code))
        case .signalled(let signal): throw failure(.signalled(signal))
        case .timedOut: throw failure(.late(configuration.timeLimit))
        case .tooMuchOutput: throw failure(.tooMuchOutput(Int(configuration.outputLimit)))
        }
    }

    private func run(_ input: [UInt8], logger: Logger) async throws -> ProcessResult {
        var run = ProcessRun(
            program: .path(configuration.program), arguments: [],
            environment: ["PATH": searchPath].merging(configuration.environment) { $1 },
            limits: ProcessLimits(total: configuration.timeLimit))
        run.input = input
        run.outputLimit = Int(configuration.outputLimit)
        let lines = ScriptLog(script: scriptName, logger: logger)
        defer { lines.finish() }
        do {
            return try await runner.run(run, onErrors: lines.add)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.warning(
                "a script cannot be run", metadata: ["script": "\(configuration.program)", "reason": "\(error)"])
            throw failure(.notRunnable)
        }
    }

    private func read<Answer: Decodable>(_ output: [UInt8]) throws -> Answer {
        do {
            let head = try CanonicalJSON.decode(ScriptHead.self, from: output)
            guard head.version == ScriptHead.currentVersion else { throw failure(.wrongVersion) }
            if let error = head.error { throw failure(.reported(error)) }
            return try CanonicalJSON.decode(Answer.self, from: output)
        } catch let error as DecodingError {
            throw failure(.init(error))
        }
    }

    /// An error about this script.
    func failure(_ reason: ScriptError.Reason) -> ScriptError {
        ScriptError(script: scriptName, reason: reason)
    }
}
