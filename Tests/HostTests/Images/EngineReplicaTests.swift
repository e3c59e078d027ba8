import Archive
import Conformance
import Layering
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// Several processes, of several versions and configurations, on one store.
@Suite(.requires("nix-instantiate"))
struct EngineReplicaTests {
    @Test func replicasThatBuildAtOnceAgree() async throws {
        try await EngineBench.run { bench in
            let engines = (0..<4).map { _ in bench.engine() }
            let images = try await withThrowingTaskGroup(of: ResolvedImage.self) { group in
                for engine in engines { group.addTask { try await engine.pull("a/b/n3") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(images).count == 1)
            #expect(try await bench.violations(images[0]) == [])
        }
    }

    @Test func aBuiltImageKeepsItsDigestWhateverTheOperatorChanges() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            let changed = bench.engine(strategy: SingleStrategy(), compression: .gzip(.fast, members: .one))
            #expect(try await changed.pull("a/b") == image)
            #expect(try await changed.forget("a/b") == 1)
            let rebuilt = try await changed.pull("a/b")
            #expect(rebuilt.oci.digest != image.oci.digest)
            #expect(try bench.layers(rebuilt).count == 2)
            #expect(try await bench.violations(rebuilt) == [])
            // Who pulls by digest still gets the old one.
            #expect(try await changed.engine.manifest(image.oci.digest) == image.oci)
            #expect(try await bench.violations(image) == [])
        }
    }

    @Test func zstandardHasNoDockerManifest() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine(compression: .zstd(.fast)).pull("a")
            #expect(image.docker == nil)
            #expect(try await bench.violations(image) == [])
            #expect(try await bench.engine(compression: .zstd(.fast)).pull("a") == image)
        }
    }

    /// A lost blob that comes back as other bytes, as another compressor's version makes them: no image keeps the old digest.
    @Test func anotherCompressorsBlobReplacesALostOneInEveryImage() async throws {
        try await EngineBench.run { bench in
            var cache = CacheConfiguration()
            cache.blobTrust = .zero
            let engine = bench.engine(cache: cache)
            let images = [try await engine.pull("n1/n4"), try await engine.pull("n1/n7")]
            let packings = engine.steps.packings
            let shared = try #require(try bench.layers(images[0]).first { try bench.layers(images[1]).contains($0) })
            let other = MemoryStore()
            _ = try await bench.engine(compression: .gzip(.fast, members: .one), store: other).pull("n1/n4")
            let replacement = try await replace(shared, in: bench, from: other)
            let fresh = bench.engine()
            for (name, before) in zip(["n1/n4", "n1/n7"], images) {
                // The one still has the old record in memory, the other has none.
                let after = try await (name == "n1/n4" ? engine : fresh).pull(name)
                #expect(after.oci.digest != before.oci.digest)
                #expect(try bench.layers(after).contains(replacement))
                #expect(try await bench.violations(after) == [])
                #expect(try await fresh.pull(name) == after)
            }
            #expect(engine.steps.packings == packings, "what a replica packed is taken")
            #expect(fresh.steps.packings == 0)
        }
    }

    /// Puts the other store's blob of the same layer where the lost one was on record.
    private func replace(_ lost: Digest, in bench: EngineBench, from other: MemoryStore) async throws -> Digest {
        let own = try #require(try await layerRecords(bench.memory).first { $0.value.layer.digest == lost })
        let found = try #require(
            try await layerRecords(other).values.first { $0.layer.diffID == own.value.layer.diffID })
        let digest = found.layer.digest
        #expect(digest != lost)
        let bytes = try #require(try await other.readAll(.blob(digest)))
        _ = try await bench.memory.put(bytes, at: .blob(digest), condition: .always)
        _ = try await bench.memory.put(CanonicalJSON.encode(found), at: own.key, condition: .always)
        try await bench.memory.delete(.blob(lost))
        return digest
    }

    private func layerRecords(_ store: MemoryStore) async throws -> [ObjectKey: LayerRecord] {
        var records: [ObjectKey: LayerRecord] = [:]
        for try await object in store.list(prefix: "records/layers/") {
            let bytes = try #require(try await store.readAll(object.key))
            records[object.key] = try CanonicalJSON.decode(LayerRecord.self, from: bytes)
        }
        return records
    }
}
