import Conformance
import FoundationEssentials
import Layering
import OCI
import Processes
import SystemPackage
import Testing

@testable import Host

/// Images whose layers a script plans.
@Suite(.requires("nix-instantiate"), .requires("jq"))
struct EngineScriptStrategyTests {
    /// Each path alone, the one with the last name first; notes that it was asked.
    private static let plan = """
        echo asked >> "$0.asked"
        exec jq -c '{version: 1, layers: .graph | sort_by(.path) | reverse | map([.path])}'
        """

    @Test func `A failed plan stores nothing, names the script, and a later good answer works`() async throws {
        try await EngineBench.run { bench in
            try await ScriptFixture.run("echo /etc/shadow >&2; echo /etc/shadow; exit 7") { fixture in
                let engine = bench.engine(strategy: fixture.strategy)
                for _ in 1...2 {
                    let refusal = try await engine.refusal("a/b")
                    #expect(refusal.code.status == 503 && refusal.retryAfter != nil)
                    #expect(refusal.message == "the script 'resolve.script' failed with exit code 7")
                }
                #expect(fixture.log.lines.contains { $0.contains("a script says") && $0.contains("/etc/shadow") })
                for prefix in ["blobs/", "manifests/", "records/images/", "records/layers/"] {
                    #expect(try await bench.keys(prefix).isEmpty, "\(prefix)")
                }
                try fixture.write(Self.plan)
                let image = try await engine.pull("a/b")
                #expect(try await bench.violations(image) == [])
            }
        }
    }

    @Test func `It is asked once in a build, and not for a known image`() async throws {
        try await EngineBench.run { bench in
            try await ScriptFixture.run(Self.plan) { fixture in
                let engine = bench.engine(strategy: fixture.strategy)
                let image = try await engine.pull("a/b")
                // a, its library, b, and the links.
                #expect(try bench.layers(image).count == 4)
                #expect(try Self.questions(to: fixture) == 1)
                // Broken meanwhile.
                try fixture.write("exit 1")
                #expect(try await engine.pull("b/a") == image)
                #expect(try await bench.engine(strategy: fixture.strategy).pull("a/b") == image)
                // The closure is known, the layers are lost: what is on record is planned, and still holds once Nix has run.
                try fixture.write(Self.plan)
                try await bench.delete("blobs/")
                let again = bench.engine(strategy: fixture.strategy)
                #expect(try await again.pull("a/b") == image)
                #expect(again.steps.realisations == 1 && again.steps.packings == 4)
                #expect(try Self.questions(to: fixture) == 2)
            }
        }
    }

    @Test func `Layers come in the script's order`() async throws {
        try await EngineBench.run { bench in
            let plan = #"{version: 1, layers: (.graph | sort_by(.path) | reverse | map([.path]))}"#
            let other = plan.replacing(" | reverse", with: "")
            var orders: [[Digest]] = []
            for text in [plan, other] {
                try await ScriptFixture.run("exec jq -c '\(text)'") { fixture in
                    _ = try await bench.engine().engine.forgetAll()
                    let image = try await bench.engine(strategy: fixture.strategy).pull("a/b")
                    orders.append(try bench.layers(image).dropLast())
                }
            }
            #expect(orders[0] == orders[1].reversed())
        }
    }

    private static func questions(to fixture: ScriptFixture) throws -> Int {
        try String(contentsOfFile: "\(fixture.program).asked", encoding: .utf8).split(separator: "\n").count
    }
}
