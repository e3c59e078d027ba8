import Conformance
import FoundationEssentials
import Synchronization
import SystemPackage
import Testing

@testable import Processes

/// Processes that misbehave, played by a shell.
struct ProcessRunnerTests {
    private let runner = ProcessRunner(limit: 4)

    private func run(
        _ script: String, input: String = "", limits: ProcessLimits = .init(total: .seconds(600)),
        outputLimit: Int = 1 << 20, onErrors: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> ProcessResult {
        var run = ProcessRun(
            program: .name("sh"), arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin", "A": "b c"],
            limits: limits)
        run.input = Array(input.utf8)
        run.outputLimit = outputLimit
        run.errorLimit = 1000
        return try await runner.run(run, onErrors: onErrors)
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
        var child = ""
        // The limit may come before the child has begun.
        for seconds in [1, 8, 60] where child.isEmpty {
            let script = "sleep 1000 & echo $! > \(file); wait"
            let result = try await run(script, limits: .init(total: .seconds(seconds)))
            #expect(result.ending == .timedOut(.total))
            guard FileManager.default.fileExists(atPath: file) else { continue }
            child = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").joined()
        }
        try #require(!child.isEmpty)
        while TestProcess.isRunning(child) { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `A process that does not listen is killed`() async throws {
        let result = try await run("trap '' TERM; while :; do sleep 1; done", limits: .init(total: .seconds(1)))
        #expect(result.ending == .timedOut(.total))
    }

    @Test func `A process that closes its pipes and stays is ended as well`() async throws {
        let result = try await run("exec >&- 2>&-; sleep 1000", limits: .init(total: .seconds(1)))
        #expect(result.ending == .timedOut(.total))
    }

    @Test func `A child that keeps the pipes open does not hold up the result`() async throws {
        let result = try await run("sleep 30 & echo out; exit 0", limits: .init(total: .seconds(300)))
        #expect(result.ending == .exited(0) && result.output == Array("out\n".utf8))
    }

    @Test func `Cancelling ends the process and throws`() async throws {
        let task = Task { try await run("sleep 1000") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `Standard input reaches the program and ends`() async throws {
        #expect(try await run("cat; echo end", input: "given ").output == Array("given end\n".utf8))
    }

    @Test func `A program that does not read what it is given may end`() async throws {
        let input = String(repeating: "x", count: 1 << 20)
        #expect(try await run("echo done", input: input).output == Array("done\n".utf8))
    }

    @Test func `A program that says nothing at first reaches that limit`() async throws {
        let limits = ProcessLimits(total: .seconds(600), firstOutput: .seconds(1), silence: .seconds(300))
        #expect(try await run("sleep 1000", limits: limits).ending == .timedOut(.firstOutput))
    }

    @Test func `A program that falls silent reaches that limit, one that goes on does not`() async throws {
        var limits = ProcessLimits(total: .seconds(600), firstOutput: .seconds(300), silence: .seconds(1))
        #expect(try await run("echo; sleep 1000", limits: limits).ending == .timedOut(.silence))
        limits.silence = .seconds(5)
        let busy = try await run("for i in $(seq 52); do echo >&2; sleep 0.1; done", limits: limits)
        #expect(busy.isSuccess)
    }

    @Test func `A program that does not exist is named`() async throws {
        for program: ProcessRun.Program in [.name("no-such-tool"), .path("/bin/no-such-tool")] {
            let run = ProcessRun(
                program: program, arguments: [], environment: [:], limits: .init(total: .seconds(600)))
            await #expect(throws: ProgramMissing(program: program.description)) { try await runner.run(run) }
        }
    }
}
