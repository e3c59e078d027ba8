import Conformance
import OCI
import SystemPackage
import Testing

@testable import Host

/// Builds under way while something else happens.
@Suite(.requires("nix-instantiate"))
struct EngineWaitingTests {
    /// Holds the first build where its packages are evaluated.
    private struct Hold: Sendable {
        let reached = Gate()
        let go = Gate()

        init(_ source: BenchSource) {
            source.answerUnchanged { [reached, go] in
                reached.open()
                await go.wait()
                return true
            }
        }
    }

    @Test func aCallerThatLeavesDoesNotStopTheBuild() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let hold = Hold(bench.source)
            let caller = Task { try await engine.pull("a/b") }
            await hold.reached.wait()
            caller.cancel()
            let next = Task { try await engine.pull("b/a") }
            hold.go.open()
            let image = try await next.value
            #expect(try await bench.violations(image) == [])
            #expect(engine.steps.evaluations == 1)
            #expect(engine.steps.realisations == 1)
            #expect(engine.steps.finished == 1)
        }
    }

    @Test func aFullQueueRefusesButServesWhatIsKnown() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine(limits: BuildLimits(builds: 1, queue: 0))
            let known = try await engine.pull("c")
            let hold = Hold(bench.source)
            let building = Task { try await engine.pull("a") }
            await hold.reached.wait()
            let error = try await engine.refusal("b")
            #expect(error.code.status == 503)
            #expect(error.retryAfter != nil)
            #expect(try await engine.pull("c") == known)
            hold.go.open()
            #expect(try await !building.value.oci.bytes.isEmpty)
            #expect(try await !engine.pull("b").oci.bytes.isEmpty, "the place is free again")
        }
    }

    @Test func overlappingImagesPackEachLayerOnce() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let images = try await withThrowingTaskGroup(of: ResolvedImage.self) { group in
                for number in 0..<12 {
                    group.addTask { try await engine.pull("n\(number)/n\((number * 5 + 1) % 12)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let layers = try Set(images.flatMap { try bench.layers($0) })
            #expect(engine.steps.packings == layers.count)
        }
    }
}
