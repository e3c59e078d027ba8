import FoundationEssentials
import Synchronization
import SystemPackage
import Testing

@testable import Nix

/// Processes that misbehave, played by a shell.
struct ToolRunnerTests {
    private let runner = ToolRunner(toolFolder: "/bin", limiter: ProcessLimiter(4))

    private func run(
        _ script: String, timeLimit: Duration = .seconds(600), outputLimit: Int = 1 << 20,
        log: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> ToolResult {
        try await runner.run(
            ToolRun(
                tool: "sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin", "A": "b c"],
                timeLimit: timeLimit, outputLimit: outputLimit, errorLimit: 1000),
            log: log)
    }

    @Test func `Output, errors and exit status are told apart`() async throws {
        let result = try await run("echo warning >&2; echo \"$A\"; exit 7")
        #expect(result.ending == .exited(7))
        #expect(result.output == Array("b c\n".utf8))
        #expect(result.errors.text == "warning\n")
        #expect(!result.isSuccess)
    }

    @Test func `A hundred megabytes of errors fill no memory and block nothing`() async throws {
        let size = Mutex(0)
        let result = try await run("head -c 100000000 /dev/zero >&2; echo end >&2; echo done") { bytes in
            size.withLock { $0 += bytes.count }
        }
        #expect(result.output == Array("done\n".utf8))
        #expect(result.errors.text.utf8.count == 1000 && result.errors.text.hasSuffix("end\n"))
        #expect(size.withLock { $0 } == 100_000_004)
    }

    @Test func `Too much output ends the process`() async throws {
        let result = try await run("while :; do echo yes; done", outputLimit: 100_000)
        #expect(result.ending == .tooMuchOutput)
    }

    @Test func `A process that ends by a signal says so`() async throws {
        #expect(try await run("kill -9 $$").ending == .signalled(9))
    }

    @Test func `A time limit ends the process and its children`() async throws {
        let file = "/tmp/nixtests-pid-\(UInt32.random(in: 0...UInt32.max))"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let result = try await run("sleep 1000 & echo $! > \(file); wait", timeLimit: .seconds(5))
        #expect(result.ending == .timedOut)
        let child = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").joined()
        while TestProcess.isRunning(child) { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `A process that does not listen is killed`() async throws {
        let result = try await run("trap '' TERM; while :; do sleep 1; done", timeLimit: .seconds(1))
        #expect(result.ending == .timedOut)
    }

    @Test func `A process that closes its pipes and stays is ended as well`() async throws {
        let result = try await run("exec >&- 2>&-; sleep 1000", timeLimit: .seconds(1))
        #expect(result.ending == .timedOut)
    }

    @Test func `A child that keeps the pipes open does not hold up the result`() async throws {
        let result = try await run("sleep 1000 & echo out; exit 0", timeLimit: .seconds(300))
        #expect(result.ending == .exited(0) && result.output == Array("out\n".utf8))
    }

    @Test func `Cancelling ends the process and throws`() async throws {
        let task = Task { try await run("sleep 1000") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `A program that does not exist is named`() async throws {
        let run = ToolRun(tool: "no-such-tool", arguments: [], environment: [:], timeLimit: .seconds(600))
        await #expect(throws: NixError.toolMissing("no-such-tool")) { try await runner.run(run) }
        let onPath = ToolRunner(toolFolder: nil, limiter: ProcessLimiter(1))
        await #expect(throws: NixError.toolMissing("no-such-tool")) { try await onPath.run(run) }
    }
}
