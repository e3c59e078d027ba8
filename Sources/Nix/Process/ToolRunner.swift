import Subprocess
import SystemPackage

/// Runs the programs of Nix: a bounded number at once, each in a process group of its own that is ended with it, both pipes read to
/// their end whatever is printed.
struct ToolRunner: Sendable {
    let toolFolder: FilePath?
    let limiter: ProcessLimiter

    /// - Parameter log: gets standard error as it comes.
    /// - Throws: ``NixError/toolMissing(_:)``, `CancellationError`, or another error of starting a process.
    func run(_ run: ToolRun, log: (@Sendable ([UInt8]) -> Void)? = nil) async throws -> ToolResult {
        let errors = OutputTail(limit: run.errorLimit)
        let command = try await command(for: run)
        return try await limiter.withPlace {
            do {
                return try await withTimeLimit(run.timeLimit) {
                    try await start(command, run, errors: errors, log: log)
                }
            } catch is TimeLimitExceeded {
                return ToolResult(ending: .timedOut, output: [], errors: errors)
            } catch is OutputLimitExceeded {
                return ToolResult(ending: .tooMuchOutput, output: [], errors: errors)
            } catch let error as SubprocessError where error.code == .executableNotFound {
                throw NixError.toolMissing(run.tool)
            }
        }
    }

    /// Time that a process has between the request to end and being killed.
    private static let grace: Duration = .seconds(5)

    private func start(
        _ command: Configuration, _ run: ToolRun, errors: OutputTail, log: (@Sendable ([UInt8]) -> Void)?
    ) async throws -> ToolResult {
        let result = try await Subprocess.run(command, input: .none, output: .sequence, error: .sequence) { execution in
            async let drained: Void = drain(execution.standardError, into: errors, log: log)
            do {
                let output = try await collect(execution.standardOutput, limit: run.outputLimit)
                try await drained
                return output
            } catch {
                // Ended here, because the other pipe is read until the process is gone.
                await execution.teardown(using: command.platformOptions.teardownSequence)
                throw error
            }
        }
        // A cancelled process may have ended well on being asked to end.
        try Task.checkCancellation()
        let ending: ToolResult.Ending =
            switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signalled(signal)
            }
        return ToolResult(ending: ending, output: result.closureResult, errors: errors)
    }

    private func collect(_ sequence: SubprocessOutputSequence, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in sequence {
            bytes += buffer.array
            if bytes.count > limit { throw OutputLimitExceeded() }
        }
        return bytes
    }

    private func drain(
        _ sequence: SubprocessOutputSequence, into errors: OutputTail, log: (@Sendable ([UInt8]) -> Void)?
    ) async throws {
        for try await buffer in sequence {
            let bytes = buffer.array
            errors.append(bytes)
            log?(bytes)
        }
    }

    private func command(for run: ToolRun) async throws -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        ]
        let environment = Environment.custom(
            Dictionary(uniqueKeysWithValues: run.environment.map { (Environment.Key(rawValue: $0) ?? "", $1) }))
        var program = try await find(run.tool, environment)
        var arguments = run.arguments
        if let bytes = run.addressSpace, let prlimit = await findOptional("prlimit", environment) {
            arguments = ["--as=\(bytes)", "--", program.string] + arguments
            program = prlimit
        }
        return Configuration(
            executable: .path(program), arguments: Arguments(arguments), environment: environment,
            platformOptions: options)
    }

    private func find(_ tool: String, _ environment: Environment) async throws -> FilePath {
        if let toolFolder {
            let path = toolFolder.appending(tool)
            guard isExecutable(path) else { throw NixError.toolMissing(tool) }
            return path
        }
        guard let path = await findOptional(tool, environment) else { throw NixError.toolMissing(tool) }
        return path
    }

    private func findOptional(_ tool: String, _ environment: Environment) async -> FilePath? {
        // The only failure is that it is not there, and that is the answer.
        try? await Executable.name(tool).resolveExecutablePath(in: environment)
    }
}

/// The process printed more than it may.
private struct OutputLimitExceeded: Error {}

extension SubprocessOutputSequence.Buffer {
    /// The bytes, copied.
    fileprivate var array: [UInt8] { withUnsafeBytes { Array($0) } }
}
