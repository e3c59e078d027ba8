import Processes
import SystemPackage

/// Runs the programs of Nix, from a folder that the operator named or from `PATH`.
struct ToolRunner: Sendable {
    let toolFolder: FilePath?
    let runner: ProcessRunner

    /// - Parameter log: gets standard error as it comes.
    /// - Throws: ``NixError/toolMissing(_:)``, `CancellationError`, or another error of starting a process.
    func run(_ run: ProcessRun, log: (@Sendable ([UInt8]) -> Void)? = nil) async throws -> ProcessResult {
        var run = run
        if let toolFolder, case .name(let tool) = run.program { run.program = .path(toolFolder.appending(tool)) }
        do {
            return try await runner.run(run, onErrors: log)
        } catch let error as ProgramMissing {
            throw NixError.toolMissing(FilePath(error.program).lastComponent?.string ?? error.program)
        }
    }
}
