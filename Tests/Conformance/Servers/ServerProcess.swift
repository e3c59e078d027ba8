import FoundationEssentials
import Subprocess
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// A server program that runs for the length of a test.
package enum ServerProcess {
    /// Why a server could not be used.
    package enum Failure: Error { case didNotStart(log: String) }

    /// Starts a program, runs the body once it is ready, and ends it by its process number.
    ///
    /// - Parameters:
    ///   - log: gets what it prints, on standard output and error.
    ///   - isReady: looks at what it has printed so far; asked until it gives something.
    package static func run<Ready: Sendable, Result: Sendable>(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], log: FilePath,
        isReady: @Sendable @escaping (_ log: String) -> Ready?,
        body: @Sendable @escaping (Ready) async throws -> Result
    ) async throws -> Result {
        let file = try FileDescriptor.open(
            log, .writeOnly, options: [.create, .truncate, .append], permissions: [.ownerReadWrite])
        defer { _ = try? file.close() }  // Nothing of it is needed any more.
        return try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
            environment: .inherit.updating(variables(environment)), input: .none,
            output: .fileDescriptor(file, closeAfterSpawningProcess: false),
            error: .fileDescriptor(file, closeAfterSpawningProcess: false)
        ) { execution -> Swift.Result<Result, any Error> in
            let process = execution.processIdentifier.value
            defer { kill(process, SIGKILL) }
            do {
                return .success(try await body(try await wait(for: process, log, isReady)))
            } catch {
                return .failure(error)
            }
        }.closureResult.get()
    }

    private static func wait<Ready>(
        for process: pid_t, _ log: FilePath, _ isReady: (String) -> Ready?
    ) async throws -> Ready {
        for _ in 0..<9000 {
            if let ready = isReady(try text(of: log)) { return ready }
            guard TestProcess.isRunning("\(process)") else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure.didNotStart(log: try text(of: log))
    }

    /// Runs a shell script of a test's set-up.
    ///
    /// - Returns: what it printed.
    @discardableResult
    package static func shell(
        _ script: String, in folder: FilePath, environment: [String: String] = [:]
    ) async throws -> String {
        let result = try await Subprocess.run(
            .name("bash"), arguments: ["-euc", script], environment: .inherit.updating(variables(environment)),
            workingDirectory: folder, output: .string(limit: 1 << 20), error: .combinedWithOutput)
        let output = result.standardOutput
        guard result.terminationStatus.isSuccess else { throw Failure.didNotStart(log: output) }
        return output
    }

    /// What a server has printed.
    package static func text(of log: FilePath) throws -> String {
        try String(contentsOfFile: log.string, encoding: .utf8)
    }

    private static func variables(_ environment: [String: String]) -> [Environment.Key: String?] {
        Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
    }
}
