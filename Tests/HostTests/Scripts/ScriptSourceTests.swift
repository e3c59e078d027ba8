import Conformance
import FoundationEssentials
import Logging
import Nix
import OCI
import Processes
import SystemPackage
import Testing

import struct OCI.Tag

@testable import Host

/// An operator's executable as a package source.
struct ScriptSourceTests {
    /// Keeps its state in the folder beside it: `revision` holds what `latest` means, `away` says that nobody can be asked.
    private static let shell = """
        #!/bin/sh
        cd "$(dirname "$0")" || exit 1
        request=$(cat)
        if [ -e away ]; then echo '{"version":1,"error":{"code":"unavailable","message":"nobody is there"}}'; exit; fi
        case $request in
          *'"kind":"tags"'*) echo '{"version":1,"tags":["latest","v1","not a tag"]}' ;;
          *'"tag":"latest"'*) printf '{"version":1,"revision":"%s","path":"%s/set"}' "$(cat revision)" "$PWD" ;;
          *) echo '{"version":1,"error":{"code":"unknown_tag","message":"no","near":["latest","not a tag"]}}' ;;
        esac
        """

    private static let python = """
        #!/usr/bin/env python3
        import json, os, sys
        here = os.path.dirname(os.path.abspath(__file__))
        request = json.load(sys.stdin)
        assert request["version"] == 1
        def answer(**fields):
            json.dump({"version": 1, **fields}, sys.stdout)
            sys.exit(0)
        if os.path.exists(here + "/away"):
            answer(error={"code": "unavailable", "message": "nobody is there"})
        if request["kind"] == "tags":
            answer(tags=["latest", "v1", "not a tag"])
        if request["tag"] != "latest":
            answer(error={"code": "unknown_tag", "message": "no", "near": ["latest", "not a tag"]})
        answer(revision=open(here + "/revision").read(), path=here + "/set")
        """

    private func check(_ script: String) async throws {
        try await ScriptFixture.run(script) { fixture in
            let made = fixture
            let revision = made.folder.appending("revision")
            try revision.write("one")
            #expect(
                try await made.pin() == SourcePin(content: "one", details: ["path": made.set.string, "tag": "latest"]))
            #expect(await made.error(try Tag("v9")) == .unknownTag(try Tag("v9"), near: ["latest"]))
            #expect(try await made.memory.tags(logger: made.log.logger).map(\.value) == ["latest", "v1"])
            try await PackageSourceConformance(
                source: made.memory, unknown: Tag("absent"), change: { try revision.write("two") },
                breakSource: { try made.folder.appending("away").write("") }
            ).check()
            let away = SourceError.unavailable("the script 'resolve.script' reports an error: nobody is there")
            #expect(await made.error() == away)
            await #expect(throws: away) { try await made.memory.tags(logger: made.log.logger) }
        }
    }

    @Test func `A shell script is a package source`() async throws { try await check(Self.shell) }

    @Test(.requires("python3")) func `A Python script is a package source`() async throws {
        try await check(Self.python)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let script: String?
        /// After "the script 'resolve.script' ".
        let says: String
        /// It would never end.
        var hangs = false
        var testDescription: String { says }
    }

    static let faults = [
        // No program.
        Fault(script: nil, says: "does not exist or cannot be run"),
        Fault(script: "#!/nothing/here", says: "does not exist or cannot be run"),
        // Its end.
        Fault(script: "exit 1", says: "failed with exit code 1"),
        Fault(script: #"echo '{"version":1,"revision":"r","path":"/"}'; exit 3"#, says: "failed with exit code 3"),
        Fault(script: "kill -9 $$", says: "was ended by signal 9"),
        Fault(script: "sleep 600", says: "did not answer within 1 s", hangs: true),
        Fault(script: "sleep 600 & exec sleep 600", says: "did not answer within 1 s", hangs: true),
        Fault(script: "exec cat /dev/zero", says: "answered more than 65536 bytes"),
        // Its answer.
        Fault(script: "true", says: "answered something that is not JSON"),
        Fault(script: "echo hello", says: "answered something that is not JSON"),
        Fault(script: #"echo '{"version":1}{"version":1}'"#, says: "answered something that is not JSON"),
        Fault(script: "echo '[1]'", says: "answered something that is not a JSON object"),
        Fault(script: "echo 1", says: "answered something that is not a JSON object"),
        Fault(script: "echo '{}'", says: "answered without a usable 'version'"),
        Fault(script: #"echo '{"version":"1"}'"#, says: "answered without a usable 'version'"),
        Fault(script: #"echo '{"version":2,"revision":"r","path":"/"}'"#, says: "answered in another version than 1"),
        Fault(script: #"echo '{"version":1,"path":"/"}'"#, says: "answered without a usable 'revision'"),
        Fault(script: #"echo '{"version":1,"revision":"r"}'"#, says: "answered without a usable 'path'"),
        Fault(script: #"echo '{"version":1,"revision":7,"path":"/"}'"#, says: "answered without a usable 'revision'"),
        Fault(script: #"echo '{"version":1,"revision":"","path":"/"}'"#, says: "answered without a usable 'revision'"),
        Fault(
            script: #"echo '{"version":1,"revision":"a\\nb","path":"/"}'"#,
            says: "answered without a usable 'revision'"),
        Fault(script: #"echo '{"version":1,"revision":"r","path":"set"}'"#, says: "answered without a usable 'path'"),
        Fault(
            script: #"echo '{"version":1,"error":{"message":"m"}}'"#, says: "answered without a usable 'error.code'"),
        // Errors of its own.
        Fault(
            script: #"echo '{"version":1,"error":{"code":"unavailable","message":"try\\nlater"}}'"#,
            says: "reports an error: try later"),
        Fault(
            script: #"echo '{"version":1,"error":{"code":"odd","message":"it is odd"}}'"#,
            says: "reports an error: it is odd"),
        Fault(script: #"echo '{"version":1,"error":{"code":"odd"}}'"#, says: "reports an error: it does not say why"),
    ]

    @Test(arguments: faults)
    func `Each fault of a script has its own sentence`(_ fault: Fault) async throws {
        try await ScriptFixture.run(fault.script) { fixture in
            if fault.hangs { fixture.configuration.script.timeLimit = .seconds(1) }
            fixture.configuration.script.outputLimit = 65_536
            #expect(await fixture.error() == .unavailable("the script 'resolve.script' \(fault.says)"))
        }
    }

    /// Without the right to execute it, and without a word about what runs it.
    @Test(arguments: [("#!/bin/sh\n", 0o644), ("true\n", 0o755)])
    func `A file that is no program cannot be run`(_ text: String, _ permissions: CInterop.Mode) async throws {
        try await ScriptFixture.run(nil) { fixture in
            try fixture.program.write(text, permissions: .init(rawValue: permissions))
            #expect(
                await fixture.error()
                    == .unavailable("the script 'resolve.script' does not exist or cannot be run"))
        }
    }

    @Test func `A path that is not there, or no longer, is told apart from bad answers`() async throws {
        try await ScriptFixture.run(nil) { fixture in
            let gone = SourceError.unavailable("the path that the script 'resolve.script' named is not there")
            let answer = #"echo '{"version":1,"revision":"r","path":"\#(fixture.set)/absent"}'"#
            try fixture.write(answer)
            #expect(await fixture.error() == gone)
            // A file is a package set as well; its folder is what may be read.
            try fixture.set.appending("absent").write("{ }: { }")
            let pinned = fixture.source.packages(at: try await fixture.pin())
            let files = try await pinned.files(fixture.log.logger)
            #expect(files.importPath.lastComponent == "absent")
            #expect(files.root == files.importPath.removingLastComponent())
            removeTree(fixture.set)
            await #expect(throws: gone) { try await pinned.files(fixture.log.logger) }
        }
    }

    @Test func `Files that another replica has are made here by the script, as long as they are the same`() async throws
    {
        let script = """
            mkdir -p "$0.$(cat "$0.place")"
            printf '{"version":1,"revision":"%s","path":"%s"}' "$(cat "$0.revision")" "$0.$(cat "$0.place")"
            """
        try await ScriptFixture.run(script) { fixture in
            let say = { [program = fixture.program] (name: String, text: String) in
                try FilePath("\(program).\(name)").write(text)
            }
            try say("place", "first")
            try say("revision", "one")
            let pinned = fixture.source.packages(at: try await fixture.pin())
            removeTree(FilePath("\(fixture.program).first"))
            try say("place", "second")
            let files = try await pinned.files(fixture.log.logger)
            #expect(files.importPath.lastComponent == "resolve.script.second")
            try say("revision", "two")
            try say("place", "third")
            await #expect(
                throws: SourceError.unavailable("the path that the script 'resolve.script' named is not there")
            ) { try await pinned.files(fixture.log.logger) }
        }
    }

    @Test func `Scripts that give equal revisions do not meet`() async throws {
        try await ScriptFixture.run(nil) { fixture in
            let pin = SourcePin(content: "one", details: ["path": fixture.set.string])
            var revisions: Set<String> = [fixture.source.packages(at: pin).revision]
            fixture.configuration.name = "other"
            revisions.insert(fixture.source.packages(at: pin).revision)
            fixture.configuration.evaluation.arguments = ["a": "1"]
            revisions.insert(fixture.source.packages(at: pin).revision)
            fixture.configuration.script.program = "/other"
            revisions.insert(fixture.source.packages(at: pin).revision)
            #expect(revisions.count == 4)
            // Nor may what is only in the environment be found in what is remembered.
            fixture.configuration.script.environment = ["TOKEN": "secret"]
            #expect(!"\(fixture.source.identity)".contains("secret"))
        }
    }

    @Test func `Its environment is PATH and what is configured`() async throws {
        try await ScriptFixture.run("env > $0.env; echo $# >> $0.env; exit 1") { fixture in
            fixture.configuration.script.environment = ["TOKEN": "secret", "EMPTY": ""]
            _ = await fixture.error()
            let text = try String(contentsOfFile: "\(fixture.program).env", encoding: .utf8)
            // The shell's own.
            let lines = text.split(separator: "\n").filter { line in
                !["PWD=", "SHLVL=", "_="].contains { line.hasPrefix($0) }
            }
            #expect(lines.sorted() == ["0", "EMPTY=", "PATH=/usr/local/bin:/usr/bin:/bin", "TOKEN=secret"])
            fixture.configuration.script.environment = ["PATH": "/bin"]
            _ = await fixture.error()
            #expect(try String(contentsOfFile: "\(fixture.program).env", encoding: .utf8).contains("PATH=/bin\n"))
        }
    }

    @Test func `Standard error goes to the log line by line, up to a limit`() async throws {
        let chatter = "echo one >&2; printf 'two \\377' >&2; i=0; "
        try await ScriptFixture.run(chatter + "while [ $i -lt 1000 ]; do echo line $i >&2; i=$((i+1)); done; exit 2") {
            fixture in
            #expect(await fixture.error()?.description.contains("exit code 2") == true)
            let said = fixture.log.lines.filter { $0.contains("a script says") }
            #expect(said[0].contains("\"line\":\"one\"") && said[0].contains("\"script\":\"resolve.script\""))
            #expect(said[1].contains("two \u{FFFD}line 0"))
            #expect(said.count == 201 && said[200].contains("left out"))
        }
    }

    @Test func `A script that is not waited for any more is ended with what it started`() async throws {
        try await ScriptFixture.run("sleep 600 & echo $! > $0.child; echo $$ > $0.own; wait") { fixture in
            let made = fixture
            let asking = Task { try await made.pin() }
            var processes: [String] = []
            while processes.count < 2 {
                // Not there yet, or not yet written.
                processes = ["child", "own"].compactMap {
                    try? String(contentsOfFile: "\(made.program).\($0)", encoding: .utf8)
                }.filter { $0.hasSuffix("\n") }.map { String($0.dropLast()) }
                try await Task.sleep(for: .milliseconds(10))
            }
            asking.cancel()
            await #expect(throws: CancellationError.self) { try await asking.value }
            for process in processes {
                // The child's new parent may be slow to take note of its end.
                while TestProcess.isRunning(process) { try await Task.sleep(for: .milliseconds(10)) }
            }
        }
    }
}
