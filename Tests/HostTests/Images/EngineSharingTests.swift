import Conformance
import OCI
import Storage
import Testing

@testable import Host

/// What a process remembers must not hide what another one on the same store wrote or deleted.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct EngineSharingTests {
    @Test func `what another process builds is served at once, also after it was looked for in vain`() async throws {
        try await EngineBench.run { bench in
            let engines = [bench.engine(), bench.engine()]
            _ = try await engines[0].refusal("throws/a")
            let image = try await engines[1].pull("a/b")
            #expect(try await engines[0].pull("a/b") == image)
            #expect(engines[0].steps.packings == 0)
            #expect(engines[0].steps.finished == 0)
        }
    }

    @Test func `what another process forgets is built again, and its layers are not packed again`() async throws {
        try await EngineBench.run { bench in
            let engines = [bench.engine(), bench.engine()]
            let image = try await engines[0].pull("a/b")
            #expect(try await engines[1].forget("a/b") == 1)
            let packings = engines[0].steps.packings
            #expect(try await engines[0].pull("a/b") == image)
            #expect(engines[0].steps.finished == 2)
            #expect(engines[0].steps.packings == packings)
        }
    }

    /// Records of layers and of what attributes are stay in memory; nothing is served by them that is not there.
    @Test func `layers that another process deleted with their records are packed again for a new image`() async throws
    {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let first = try await engine.pull("a/b")
            for prefix in ["records/layers/", "records/origins/", "blobs/", "manifests/", "records/images/"] {
                try await bench.delete(prefix)
            }
            let second = try await engine.pull("a/b")
            #expect(second == first)
            #expect(try await bench.violations(second) == [])
            let next = try await engine.pull("a/c")
            #expect(try await bench.violations(next) == [])
        }
    }

    @Test func `what another process packed again is used`() async throws {
        try await EngineBench.run { bench in
            var cache = CacheConfiguration()
            cache.blobTrust = .zero
            let engine = bench.engine(cache: cache)
            let image = try await engine.pull("a/b")
            try await bench.delete("blobs/")
            let other = try await bench.engine().pull("a/b")
            #expect(other == image)
            let packings = engine.steps.packings
            let next = try await engine.pull("a/c")
            #expect(try await bench.violations(next) == [])
            #expect(engine.steps.packings == packings + 2, "the layer of c and the links only")
        }
    }

    @Test func `an old lease goes with the collector, one that is held stays`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a")
            for name in ["old", "held"] {
                _ = try await bench.store.put([1], at: .layerLease(name), condition: .always)
            }
            try await bench.age(prefix: "leases/layers/old")
            #expect(try await bench.problems() == [], "verify does not mind")
            #expect(try await bench.collector().collect().removed?.records == 1)
            #expect(try await bench.keys("leases/") == ["leases/layers/held"])
        }
    }
}
