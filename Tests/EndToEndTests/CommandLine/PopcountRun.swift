import Conformance
import FoundationEssentials
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// A run of `nixery popcount` that has ended.
struct PopcountRun: Sendable {
    let status: TerminationStatus
    /// Standard output and error.
    let text: String
    /// The most memory that it had, in bytes.
    let memory: Int

    /// Runs the command in a folder, to its end.
    ///
    /// - Parameters:
    ///   - source: what says where channels are.
    ///   - watch: gets the process; asked again and again while it runs.
    static func run(
        _ server: NarInfoServer, _ folder: FilePath, _ arguments: [String] = [], channel: String = "test",
        source: [String] = ["--set", "source.kind=channel"],
        watch: @escaping @Sendable (pid_t) -> Void = { _ in }
    ) async throws -> PopcountRun {
        let log = folder.appending("log")
        let file = try FileDescriptor.open(
            log, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        defer { _ = try? file.close() }  // Nothing of it is needed any more.
        let outcome = try await Subprocess.run(
            .path(FilePath(FileManager.default.currentDirectoryPath).pushing(Program.nixery)),
            arguments: Arguments(
                ["popcount", channel, "--storage", "state"] + source + arguments),
            environment: .inherit.updating([
                "NIXERY_SOURCE_CHANNEL_URL": source.contains("--config") ? nil : server.channelURL
            ]),
            workingDirectory: folder, input: .none,
            output: .fileDescriptor(file, closeAfterSpawningProcess: false),
            error: .fileDescriptor(file, closeAfterSpawningProcess: false)
        ) { execution in
            let process = execution.processIdentifier.value
            var memory = 0
            while TestProcess.isRunning("\(process)") {
                memory = max(memory, Self.memory(of: process))
                watch(process)
                try await Task.sleep(for: .milliseconds(5))
            }
            return memory
        }
        return PopcountRun(
            status: outcome.terminationStatus, text: try ServerProcess.text(of: log), memory: outcome.closureResult)
    }

    private static func memory(of process: pid_t) -> Int {
        // A process that has just ended has no such file.
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return 1024 * (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0)
    }
}
