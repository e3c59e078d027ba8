import Conformance
import OCI
import Storage
import Testing

@testable import Host

/// Several processes on one store that keeps conditions.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct EngineLeaseTests {
    /// No test takes that long: nobody is taken for dead.
    private static let long = Duration.seconds(3600)

    @Test func `of processes that start the same build at once one builds and packs`() async throws {
        try await EngineBench.run { bench in
            let engines = (0..<3).map { _ in bench.engine(leaseLifetime: Self.long) }
            let images = try await pullTogether(engines.map { ($0, "a/b/n3") })
            #expect(Set(images).count == 1)
            #expect(engines.map(\.steps.finished).reduce(0, +) == 1)
            #expect(engines.map(\.steps.packings).reduce(0, +) == (try bench.layers(images[0]).count))
            #expect(try await bench.violations(images[0]) == [])
            for engine in engines { await engine.engine.finishWriting() }
            #expect(try await bench.keys(ObjectKey.leases) == [])
        }
    }

    @Test func `overlapping images of several processes pack each layer once`() async throws {
        try await EngineBench.run { bench in
            let engines = (0..<3).map { _ in bench.engine(leaseLifetime: Self.long) }
            let images = try await pullTogether(
                (0..<12).map { (engines[$0 % 3], "n\($0)/n\(($0 * 5 + 1) % 12)") })
            let layers = try Set(images.flatMap { try bench.layers($0) })
            #expect(engines.map(\.steps.packings).reduce(0, +) == layers.count)
            #expect(engines.map(\.steps.packedTwice).reduce(0, +) == 0)
        }
    }

    @Test func `without leases work may be done twice, which is counted, and images are right`() async throws {
        try await EngineBench.run { bench in
            let engines = (0..<3).map { _ in bench.engine() }
            let images = try await pullTogether(engines.map { ($0, "a/b/n3") })
            #expect(Set(images).count == 1)
            #expect(try await bench.violations(images[0]) == [])
            let layers = try bench.layers(images[0]).count
            let packings = engines.map(\.steps.packings).reduce(0, +)
            #expect(engines.map(\.steps.packedTwice).reduce(0, +) == packings - layers)
        }
    }

    @Test func `what is known costs no lease`() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine(leaseLifetime: Self.long)
            _ = try await engine.pull("a")
            _ = try await engine.pull("b")
            let other = bench.engine(leaseLifetime: Self.long)
            _ = try await other.pull("a")
            #expect(other.steps.leases(.taken) == 0)
            // An image of known layers: its own lease, and that of the layer of links.
            _ = try await other.pull("a/b")
            #expect(other.steps.leases(.taken) == 2)
        }
    }

    @Test func `a failing build is given up to the next process`() async throws {
        try await EngineBench.run { bench in
            let engines = (0..<2).map { _ in bench.engine(leaseLifetime: Self.long) }
            try await withThrowingTaskGroup { group in
                for engine in engines {
                    group.addTask {
                        let refusal = try await engine.refusal("fails")
                        #expect(refusal.code == .denied)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a dead process's build and packings are taken over`() async throws {
        try await EngineBench.run { bench in
            let before = bench.engine()
            let image = try await before.pull("a/b")
            // As a process leaves them that was killed while it packed.
            for key in try await bench.keys("records/layers/") + bench.keys("records/images/") {
                let kind = key.value.contains("/layers/") ? "layers" : "images"
                let name = try #require(key.value.split(separator: "/").last)
                _ = try await bench.memory.put([1], at: ObjectKey("leases/\(kind)/\(name)"), condition: .always)
                try await bench.memory.delete(key)
            }
            let engine = bench.engine(leaseLifetime: .seconds(1))
            #expect(try await engine.pull("a/b") == image)
            #expect(engine.steps.leases(.takenOver) == (try bench.layers(image).count) + 1)
        }
    }

    @Test func `a store that refuses leases fails no build`() async throws {
        try await EngineBench.run { bench in
            bench.store.fail(.replace, calls: 1 ... .max, with: .failed)
            let engine = bench.engine(leaseLifetime: Self.long)
            let image = try await engine.pull("a/b")
            #expect(try await bench.violations(image) == [])
            #expect(engine.steps.leases(.failed) > 0)
        }
    }

    private func pullTogether(_ pulls: [(BenchEngine, String)]) async throws -> [ResolvedImage] {
        try await withThrowingTaskGroup(of: ResolvedImage.self) { group in
            for (engine, name) in pulls { group.addTask { try await engine.pull(name) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
