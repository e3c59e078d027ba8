import Subprocess
import SystemPackage

/// Runs programs: a bounded number at once, each in a process group of its own that is ended with it, both pipes read to their end
/// whatever is printed.
package struct ProcessRunner: Sendable {
    private let limiter: ProcessLimiter

    /// - Parameter limit: processes at once; further ones wait.
    package init(limit: Int) {
        limiter = ProcessLimiter(limit)
    }

    /// - Parameters:
    ///   - onOutput: gets standard output as it comes; it is collected as well.
    ///   - onErrors: gets standard error as it comes.
    /// - Returns: how it ended; a limit that was reached is an ending, not an error.
    /// - Throws: ``ProgramMissing``, `CancellationError` once the process has ended, or another error of starting it.
    package func run(
        _ run: ProcessRun, onOutput: (@Sendable ([UInt8]) -> Void)? = nil,
        onErrors: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> ProcessResult {
        let command = try await command(for: run)
        return try await limiter.withPlace {
            let clock = ActivityClock(run.limits)
            let errors = OutputTail(limit: run.errorLimit)
            let listeners = Listeners(
                onOutput: { bytes in
                    clock.tick()
                    onOutput?(bytes)
                },
                onErrors: { bytes in
                    clock.tick()
                    errors.append(bytes)
                    onErrors?(bytes)
                })
            do {
                return try await withLimits(clock) { try await start(command, run, errors, listeners) }
            } catch let error as TimeLimitExceeded {
                return ProcessResult(ending: .timedOut(error.limit), output: [], errors: errors)
            } catch is OutputLimitExceeded {
                return ProcessResult(ending: .tooMuchOutput, output: [], errors: errors)
            } catch let error as SubprocessError where error.code == .executableNotFound {
                throw ProgramMissing(program: run.program.description)
            }
        }
    }

    private struct Listeners: Sendable {
        let onOutput: @Sendable ([UInt8]) -> Void
        let onErrors: @Sendable ([UInt8]) -> Void
    }

    /// Time that a process has between the request to end and being killed.
    private static let grace: Duration = .seconds(5)

    private func start(
        _ command: Configuration, _ run: ProcessRun, _ errors: OutputTail, _ listeners: Listeners
    ) async throws -> ProcessResult {
        let input = try InputFile.make(run.input)
        let result = try await Subprocess.run(
            command, input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .sequence,
            error: .sequence
        ) { execution in
            async let drained: Void = read(execution.standardError) { listeners.onErrors($0) }
            do {
                let output = try await collect(execution.standardOutput, limit: run.outputLimit, listeners.onOutput)
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
        let ending: ProcessResult.Ending =
            switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .signalled(signal)
            }
        return ProcessResult(ending: ending, output: result.closureResult, errors: errors)
    }

    private func collect(
        _ sequence: SubprocessOutputSequence, limit: Int, _ listener: @Sendable ([UInt8]) -> Void
    ) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in sequence {
            let new = buffer.array
            bytes += new
            if bytes.count > limit { throw OutputLimitExceeded() }
            listener(new)
        }
        return bytes
    }

    private func read(
        _ sequence: SubprocessOutputSequence, _ listener: @Sendable ([UInt8]) -> Void
    ) async throws {
        for try await buffer in sequence { listener(buffer.array) }
    }

    private func command(for run: ProcessRun) async throws -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        ]
        let environment = Environment.custom(
            Dictionary(uniqueKeysWithValues: run.environment.map { (Environment.Key(rawValue: $0) ?? "", $1) }))
        var program = try await find(run.program, environment)
        var arguments = run.arguments
        if let bytes = run.addressSpace, let prlimit = await findOptional("prlimit", environment) {
            arguments = ["--as=\(bytes)", "--", program.string] + arguments
            program = prlimit
        }
        return Configuration(
            executable: .path(program), arguments: Arguments(arguments), environment: environment,
            platformOptions: options)
    }

    private func find(_ program: ProcessRun.Program, _ environment: Environment) async throws -> FilePath {
        let found: FilePath? =
            switch program {
            case .path(let path): isExecutable(path) ? path : nil
            case .name(let name): await findOptional(name, environment)
            }
        guard let found else { throw ProgramMissing(program: program.description) }
        return found
    }

    private func findOptional(_ tool: String, _ environment: Environment) async -> FilePath? {
        // The only failure is that it is not there, and that is the answer.
        try? await Executable.name(tool).resolveExecutablePath(in: environment)
    }
}

/// The process printed more than it may.
private struct OutputLimitExceeded: Error {}

extension ProcessRun.Program: CustomStringConvertible {
    package var description: String {
        switch self {
        case .name(let name): name
        case .path(let path): path.string
        }
    }
}

extension SubprocessOutputSequence.Buffer {
    /// The bytes, copied.
    fileprivate var array: [UInt8] { withUnsafeBytes { Array($0) } }
}
