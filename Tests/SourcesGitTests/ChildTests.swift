import Conformance
import FoundationEssentials
import Host
import OCI
import SourcesGit
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The child processes that git operations run in.
@Suite(.requires("git")) struct ChildTests {
    @Test func `cancelling ends the child and its ssh`() async throws {
        try await withSilentServer { bench in
            let task = Task { try await bench.source().commit("main") }
            let processes = try await processes(bench)
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            try await waitForEnd(of: processes)
        }
    }

    @Test func `a silent server is given up, and nothing of it stays`() async throws {
        try await withSilentServer { bench in
            // The limit may come before ssh has begun.
            for limit in [0.5, 4, 32] where !FileManager.default.fileExists(atPath: "\(bench.folder)/ssh") {
                let source = bench.source { $0.limits.connect = .seconds(limit) }
                let error = await #expect(throws: SourceError.self) { _ = try await source.commit("main") }
                #expect("\(try #require(error))".contains("did not answer"))
            }
            try await waitForEnd(of: processes(bench))
        }
    }

    @Test func `a child whose parent is gone ends`() async throws {
        try await withSilentServer { bench in
            let task = Task { try await bench.source(helper: try orphan(bench)).commit("main") }
            let processes = try await processes(bench)
            // The shell in between is the parent.
            let shell = try await text(bench, "shell")
            kill(try #require(pid_t(shell)), SIGKILL)
            _ = await task.result
            try await waitForEnd(of: processes)
        }
    }

    @Test func `a child that is killed in the middle of a checkout leaves nothing, and the next one does it all`()
        async throws
    {
        // The checkout may be faster than its end.
        var isKilled = false
        for _ in 0..<5 where !isKilled { isKilled = try await GitBench.run { try await killCheckout($0) } }
        #expect(isKilled)
    }

    @Test func `a helper that is missing is said`() async throws {
        try await GitBench.run { bench in
            let source = bench.source(helper: bench.folder.appending("nothing"))
            await #expect(throws: (any Error).self) { _ = try await source.commit("main") }
        }
    }

    /// - Returns: false when the checkout had ended before it could be killed.
    private func killCheckout(_ bench: GitBench) async throws -> Bool {
        try await bench.git(
            "for i in $(seq 40); do mkdir d$i; for j in $(seq 100); do echo $i $j > d$i/f$j; done; done; git add .; git commit -qm many"
        )
        let source = bench.source(helper: try recorder(bench))
        let pin = try await source.pin(.latest, logger: GitBench.logger)
        try FileManager.default.removeItem(atPath: bench.folder.appending("shell").string)
        let task = Task { try await source.packages(at: pin).files(GitBench.logger) }
        guard try await killWhileWriting(pid_t(try await text(bench, "shell")), bench) else {
            _ = try await task.value
            return false
        }
        await #expect(throws: SourceError.self) { _ = try await task.value }
        #expect(!isWriting(bench))
        let root = try await source.packages(at: pin).files(GitBench.logger).root
        #expect(try await bench.git("find . -type f | wc -l", in: root) == "4001")
        return true
    }

    /// - Returns: whether it was still writing.
    private func killWhileWriting(_ child: pid_t?, _ bench: GitBench) async throws -> Bool {
        let child = try #require(child)
        while !isWriting(bench), TestProcess.isRunning("\(child)") { try await Task.sleep(for: .milliseconds(1)) }
        // It stands still from here on: what it is doing now is what it is killed in.
        kill(child, SIGSTOP)
        let wasWriting = isWriting(bench)
        kill(child, wasWriting ? SIGKILL : SIGCONT)
        return wasWriting
    }

    /// Notes its process number, and becomes nixery.
    private func recorder(_ bench: GitBench) throws -> FilePath {
        let script = bench.folder.appending("recorder")
        try script.write(
            "#!/bin/sh\necho $$ > \(bench.folder)/shell\nexec \(GitBench.nixery) \"$@\"\n",
            permissions: .init(rawValue: 0o755))
        return script
    }

    /// Starts nixery with a pipe that only this script reads.
    private func orphan(_ bench: GitBench) throws -> FilePath {
        let script = bench.folder.appending("orphan")
        try script.write(
            """
            #!/bin/bash
            exec 3< <(setsid \(GitBench.nixery) "$@" <&0)
            echo $$ > \(bench.folder)/shell
            read -r -u 3 line
            sleep 1000 <&- >&-
            """, permissions: .init(rawValue: 0o755))
        return script
    }

    /// Its ssh says nothing, and notes its own process number and its parent's.
    private func withSilentServer(_ body: @Sendable (GitBench) async throws -> Void) async throws {
        try await GitBench.run { bench in
            try bench.folder.appending("bin/ssh").write(
                "#!/bin/sh\necho $$ $PPID > \(bench.folder)/ssh.new; mv \(bench.folder)/ssh.new \(bench.folder)/ssh\nexec sleep 1000\n",
                permissions: .init(rawValue: 0o755))
            try await body(bench)
        }
    }

    private func processes(_ bench: GitBench) async throws -> [String] {
        try await text(bench, "ssh").split(separator: " ").map(String.init)
    }

    /// A file's text, once it is there.
    private func text(_ bench: GitBench, _ name: String) async throws -> String {
        for _ in 0..<3000 {
            // Not yet there.
            if let text = try? String(contentsOfFile: bench.folder.appending(name).string, encoding: .utf8),
                !text.isEmpty
            {
                return String(text.prefix { $0 != "\n" })
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Errno.timedOut
    }

    private func waitForEnd(of processes: [String]) async throws {
        for _ in 0..<3000 where processes.contains(where: { TestProcess.isRunning($0) }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(!processes.contains { TestProcess.isRunning($0) })
    }

    /// Whether there are files of a checkout that is not complete.
    private func isWriting(_ bench: GitBench) -> Bool {
        let root = bench.state.appending("checkouts")
        return names(in: root).contains { source in
            let staging = root.appending(source).appending("staging")
            return names(in: staging).contains {
                FileManager.default.fileExists(atPath: "\(staging)/\($0)/source/d1/f1")
            }
        }
    }

    private func names(in folder: FilePath) -> [String] {
        // Not yet there.
        (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
    }
}
