import Archive
import Conformance
import Nix
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// Stores that fail, lose things or hold garbage.
@Suite(.requires("nix-instantiate"))
struct EngineFaultTests {
    /// Every write of a build fails once, each in a store of its own.
    @Test(arguments: [FaultyStore.Operation.put, .upload])
    func aFullStoreIsAnErrorAndTheNextRequestSucceeds(operation: FaultyStore.Operation) async throws {
        try await EngineBench.run { bench in
            let expected = try await bench.engine().pull("a/b")
            let writes = bench.store.calls(operation)
            #expect(writes > 3)
            for number in 1...writes {
                try await bench.delete("")
                bench.store.fail(operation, calls: number...number, with: .full, afterBytes: 100)
                let engine = bench.engine()
                let error = try await engine.refusal("a/b")
                #expect(error.code.status == 503 && error.retryAfter != nil, "write \(number): \(error)")
                try await expectNothingHalfKnown(bench)
                bench.store.heal()
                #expect(try await engine.pull("a/b") == expected, "after write \(number) failed")
            }
        }
    }

    /// Whatever a record of an image or layer names is in the store.
    private func expectNothingHalfKnown(_ bench: EngineBench) async throws {
        let records = RecordStore(store: bench.memory, memory: 0, logger: EngineBench.logger)
        #expect(try await bench.keys("records/images/").isEmpty, "the image was not finished")
        for key in try await bench.keys("records/layers/") {
            let record = try #require(try await records.get(RecordKey<LayerRecord>(object: key)))
            #expect(try await bench.memory.stat(.blob(record.layer.digest)) != nil)
        }
        for key in try await bench.keys("blobs/") {
            let bytes = try #require(try await bench.memory.readAll(key))
            #expect(key.value.hasSuffix(Digest(of: bytes).hex))
        }
    }

    @Test func unreadableRecordsCountAsAbsentAndAreReplaced() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            let keys = try await bench.keys("records/")
            #expect(keys.count > 8)
            for key in keys { _ = try await bench.memory.put(Array("{".utf8), at: key, condition: .always) }
            #expect(try await bench.engine().pull("a/b") == image)
            for key in keys {
                #expect(try await bench.memory.readAll(key) != Array("{".utf8), "\(key) is replaced")
            }
        }
    }

    @Test func aLayerWhoseBlobIsGoneIsPackedAgain() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            for layer in try bench.layers(image) {
                try await bench.memory.delete(.blob(layer))
                let engine = bench.engine()
                #expect(try await engine.pull("a/b") == image)
                #expect(engine.steps.packings == 1)
                #expect(try await bench.violations(image) == [])
            }
        }
    }

    @Test func aBlobThatAClientMissedIsNoLongerBelievedIn() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let image = try await engine.pull("a/b")
            let layer = try #require(try bench.layers(image).first)
            try await bench.memory.delete(.blob(layer))
            #expect(try await engine.engine.blobSize(layer) == nil)
            #expect(try await engine.pull("a/b") == image)
            #expect(try await engine.engine.blobSize(layer) != nil)
            #expect(engine.steps.finished == 2)
        }
    }

    @Test(arguments: ["manifests/", "blobs/", "records/attributes/", "records/closures/", "records/trees/"])
    func whateverIsLostComesBack(prefix: String) async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            try await bench.delete(prefix)
            #expect(try await bench.engine().pull("a/b") == image)
            try await bench.delete("records/images/")
            #expect(try await bench.engine().pull("a/b") == image)
            #expect(try await bench.violations(image) == [])
        }
    }

    /// As a replica leaves it whose build of the same output referred to something else.
    @Test func aClosureOnRecordThatIsNotTrueHereIsReplaced() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a")
            let gone = PathInfo(
                path: try StorePath("/nix/store/00000000000000000000000000000000-gone"), narHash: "", narSize: 5,
                references: [])
            for key in try await bench.keys("records/closures/") {
                let bytes = try #require(try await bench.memory.readAll(key))
                let record = try CanonicalJSON.decode(ClosureRecord.self, from: bytes)
                let wrong = try CanonicalJSON.encode(ClosureRecord(paths: record.paths + [gone]))
                _ = try await bench.memory.put(wrong, at: key, condition: .always)
            }
            try await bench.delete("records/images/")
            #expect(try await bench.engine().pull("a") == image)
        }
    }

    /// What cannot be read is never taken for absent.
    @Test func everyReadThatFailsIsAnErrorOfOurOwn() async throws {
        try await EngineBench.run { bench in
            let expected = try await bench.engine().pull("c")
            let reads = bench.store.calls(.read)
            #expect(reads > 5)
            for number in 1...reads {
                try await bench.delete("")
                bench.store.fail(.read, calls: number...number, with: .failed)
                let engine = bench.engine()
                #expect(try await engine.refusal("c").code == .unavailable, "read \(number)")
                bench.store.heal()
                #expect(try await engine.pull("c") == expected)
            }
        }
    }

    @Test func aStoreThatCannotBeAskedForABlobLosesNothing() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            bench.store.fail(.stat, with: .failed)
            let engine = bench.engine()
            #expect(try await engine.refusal("a/b").code == .unavailable)
            #expect(try await engine.pull("a/b") == image)
            #expect(engine.steps.finished == 0)
        }
    }
}
