import Conformance
import FoundationEssentials
import Layering
import OCI
import Processes
import SystemPackage
import Testing

@testable import Host

/// An operator's executable as a layering strategy.
struct ScriptStrategyTests {
    /// The one of `examples/script-layering`; some of the random names are the company's own. A sample of the graphs: each plan is a
    /// process.
    @Test(.requires("python3"), arguments: LayeringStrategyConformance.laws)
    func `The example keeps the law`(_ law: LayeringStrategyConformance) async throws {
        let folder = (1...4).reduce(FilePath(#filePath)) { path, _ in path.removingLastComponent() }
        var script = ScriptConfiguration(program: folder.appending("examples/script-layering/plan.py"))
        script.environment = ["OWN": "package1 package2 package3"]
        try await law.check(
            ScriptStrategy(script, runner: .init(limit: 4), logger: LogRecorder().logger), graphs: 12)
    }

    /// All in one layer; a sample of the graphs as well.
    @Test(.requires("jq"), arguments: LayeringStrategyConformance.laws)
    func `A shell script keeps the law`(_ law: LayeringStrategyConformance) async throws {
        let text = #"exec jq -c '{version: 1, layers: (if .graph == [] then [] else [.graph | map(.path)] end)}'"#
        try await ScriptFixture.run(text) { try await law.check($0.strategy, graphs: 12) }
    }

    @Test func `It is given the budget, the graph and its roots, and nothing else`() async throws {
        try await ScriptFixture.run(#"cat > $0.asked; echo '{"version":1,"layers":[["/b"],["/a"]]}'"#) { fixture in
            let graph = try ClosureGraph([
                .init(path: "/a", name: "a", version: "", narSize: 5, references: ["/a", "/b"]),
                .init(path: "/b", name: "b \"ü\"", version: "1.2", narSize: 7, references: []),
            ])
            let plan = try await fixture.strategy.plan(graph, budget: LayerBudget(3))
            #expect(plan.layers == [["/b"], ["/a"]])
            #expect(plan.reasons == ["", ""])
            let first = #"{"name":"a","narSize":5,"path":"/a","references":["/b"],"version":""}"#
            let second = #"{"name":"b \"ü\"","narSize":7,"path":"/b","references":[],"version":"1.2"}"#
            let asked = try String(contentsOfFile: "\(fixture.program).asked", encoding: .utf8)
            #expect(
                asked == #"{"budget":3,"graph":[\#(first),\#(second)],"kind":"plan","roots":["/a"],"version":1}"#)
        }
    }

    @Test func `Its reasons are kept, each on a line of bounded length`() async throws {
        let long = String(repeating: "x", count: 300)
        let answer = #"{"version":1,"layers":[["/a"],["/b"]],"reasons":["one\n\u001b[31mtwo","\#(long)"]}"#
        try await ScriptFixture.run("cat <<'END'\n\(answer)\nEND") { fixture in
            let reasons = try await fixture.strategy.plan(Self.graph(), budget: .standard).reasons
            #expect(reasons == ["one  [31mtwo", String(long.prefix(200))])
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let script: String
        /// After "the script 'resolve.script' ".
        let says: String
        /// It would never end.
        var hangs = false
        var testDescription: String { says }

        init(_ script: String, _ says: String, hangs: Bool = false) {
            self.script = script
            self.says = says
            self.hangs = hangs
        }

        /// It answers with these fields besides the version.
        init(answer: String, _ says: String) { self.init("echo '{\"version\":1,\(answer)}'", says) }
    }

    /// The graph is `/a` and `/b`, the budget 2.
    static let faults = [
        // Its end.
        Fault("sleep 600", "did not answer within 1 s", hangs: true),
        Fault("exec cat /dev/zero", "answered more than 65536 bytes"),
        Fault("kill -9 $$", "was ended by signal 9"),
        Fault(#"echo '{"version":1,"layers":[["/a","/b"]]}'; exit 3"#, "failed with exit code 3"),
        // Its answer.
        Fault("true", "answered something that is not JSON"),
        Fault("echo layers: none", "answered something that is not JSON"),
        Fault(#"echo '[["/a","/b"]]'"#, "answered something that is not a JSON object"),
        Fault(#"echo '{"version":2,"layers":[["/a","/b"]]}'"#, "answered in another version than 1"),
        Fault(#"echo '{"layers":[["/a","/b"]]}'"#, "answered without a usable 'version'"),
        Fault("echo '{\"version\":1}'", "answered without a usable 'layers'"),
        Fault(answer: #""layers":"/a""#, "answered without a usable 'layers'"),
        Fault(answer: #""layers":["/a","/b"]"#, "answered without a usable 'layers.Index 0'"),
        Fault(answer: #""layers":[["/a"],["/b"]],"reasons":["one"]"#, "answered without a usable 'reasons'"),
        // Its plan.
        Fault(answer: #""layers":[["/a"],["/b","/a"]]"#, "gave a plan that cannot be used: the plan has '/a' twice"),
        Fault(answer: #""layers":[["/a","/a","/b"]]"#, "gave a plan that cannot be used: the plan has '/a' twice"),
        Fault(answer: #""layers":[["/a"]]"#, "gave a plan that cannot be used: the plan leaves out '/b'"),
        Fault(answer: #""layers":[]"#, "gave a plan that cannot be used: the plan leaves out '/a'"),
        Fault(answer: #""layers":[["/a","/b","/secret"]]"#, "plans a path that is not in the closure"),
        Fault(
            answer: #""layers":[["/a"],["/b"],[]]"#,
            "gave a plan that cannot be used: the plan has 3 layers, the budget is 2"),
        Fault(
            answer: #""layers":[["/a","/b"],[]]"#,
            "gave a plan that cannot be used: the plan has a layer without store paths"),
        // An error of its own.
        Fault(answer: #""error":{"code":"busy","message":"not\\nnow"}"#, "reports an error: not now"),
    ]

    @Test(arguments: faults) func `Each fault has its own sentence`(_ fault: Fault) async throws {
        try await ScriptFixture.run(fault.script) { fixture in
            if fault.hangs { fixture.configuration.script.timeLimit = .seconds(1) }
            fixture.configuration.script.outputLimit = 65_536
            let error = try await Self.error { [fixture] in
                try await fixture.strategy.plan(Self.graph(), budget: LayerBudget(2))
            }
            #expect(error.description == "the script 'resolve.script' \(fault.says)")
        }
    }

    /// The question is larger than a pipe holds.
    @Test(arguments: [
        (#"echo '{"version":1,"error":{"code":"busy","message":"not now"}}'"#, "reports an error: not now"),
        ("exec sleep 600", "did not answer within 1 s"),
        ("exec sleep 600 <&-", "did not answer within 1 s"),
    ])
    func `A script need not read a huge graph`(_ text: String, _ says: String) async throws {
        let nodes = (0..<20_000).map { number in
            ClosureGraph.Node(
                path: "/nix/store/\(number)-package", name: "package", version: "\(number)", narSize: 1, references: [])
        }
        let graph = try ClosureGraph(nodes)
        try await ScriptFixture.run(text) { fixture in
            if text.contains("sleep") { fixture.configuration.script.timeLimit = .seconds(1) }
            let error = try await Self.error { [fixture] in
                try await fixture.strategy.plan(graph, budget: .standard)
            }
            #expect(error.description == "the script 'resolve.script' \(says)")
        }
    }

    @Test func `A path that a plan made up is for the operator's eyes only`() async throws {
        try await ScriptFixture.run(#"echo '{"version":1,"layers":[["/a","/b","/secret"]]}'"#) { fixture in
            let error = try await Self.error { [fixture] in
                try await fixture.strategy.plan(Self.graph(), budget: .standard)
            }
            let told = try #require(RegistryError.describing(error, logger: fixture.log.logger))
            #expect(told.code == .unavailable && told.retryAfter != nil)
            #expect(told.message == "the script 'resolve.script' plans a path that is not in the closure")
            #expect(fixture.log.lines.contains { $0.contains("/secret") && $0.contains("resolve.script") })
        }
    }

    private static func graph() throws -> ClosureGraph {
        try ClosureGraph(["/a", "/b"].map { .init(path: $0, name: "x", version: "", narSize: 1, references: []) })
    }

    private static func error(_ plan: @Sendable () async throws -> LayerPlan) async throws -> ScriptError {
        try await #require(throws: ScriptError.self) { _ = try await plan() }
    }
}
