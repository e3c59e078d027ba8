import Subprocess
import SystemPackage
import Testing

/// Outside programs that these tests run.
enum Program {
    /// The nixery that was built with these tests: it lies beside them.
    static let nixery: FilePath = {
        var folder = FilePath(CommandLine.arguments[0])
        while !folder.isEmpty, folder.lastComponent?.stem != "nixeryPackageTests" { folder.removeLastComponent() }
        return folder.removingLastComponent().appending("nixery")
    }()

    /// As root without a daemon; elsewhere the machine's own configuration holds.
    static let nixConfiguration = "build-users-group =\nsandbox = false\nsubstitute = false\nsubstituters ="

    /// What a finished program left behind.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
    }

    /// Runs a program to its end, both outputs together.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Outcome {
        var updates: [Environment.Key: String?] = ["NIX_CONFIG": nixConfiguration]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { updates[key] = value }
        }
        let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
        let result = try await Subprocess.run(
            executable, arguments: Arguments(arguments), environment: .inherit.updating(updates), input: .none,
            output: .string(limit: 16 << 20), error: .combinedWithOutput)
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Outcome(status: status, output: result.standardOutput)
    }
}
