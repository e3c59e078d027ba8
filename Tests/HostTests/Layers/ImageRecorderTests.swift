import Conformance
import Layering
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// What a registry takes down about the images that it builds.
@Suite(.requires("nix-instantiate"))
struct ImageRecorderTests {
    /// An engine that records.
    private func recording(_ bench: EngineBench) -> BenchEngine {
        bench.engine(recorder: ImageRecorder(store: bench.store, logger: EngineBench.logger))
    }

    private func images(_ bench: EngineBench) -> RecordedImages {
        RecordedImages(store: bench.memory, logger: EngineBench.logger)
    }

    @Test func `Nothing is recorded by default`() async throws {
        try await EngineBench.run { bench in
            _ = try await bench.engine().pull("a/b")
            #expect(try await bench.keys(RecordedImage.prefix) == [])
        }
    }

    @Test func `A record holds the names, sizes and references of the closure, nothing else`()
        async throws
    {
        try await EngineBench.run { bench in
            let engine = recording(bench)
            _ = try await engine.pull("b/a")
            await engine.engine.finishWriting()
            let key = try #require(try await bench.keys(RecordedImage.prefix).first)
            let bytes = try #require(try await bench.memory.readAll(key))
            let text = String(decoding: bytes, as: UTF8.self)
            let shape =
                /{"packages":\[(\{"name":"[a-z0-9]+","references":\[[0-9,]*\],"size":[0-9]+\},?)+\]}/
            #expect(text.wholeMatch(of: shape) != nil, "\(text)")
            let image = try CanonicalJSON.decode(RecordedImage.self, from: bytes)
            #expect(image.packages.map(\.name).sorted() == ["a", "b", "lib0"])
            let package = try #require(image.packages.first { $0.name == "a" })
            #expect(package.references.map { image.packages[$0].name } == ["lib0"])
            #expect(package.size > 0)
        }
    }

    @Test func `The key does not tell the image key, and each image has one record`() async throws {
        try await EngineBench.run { bench in
            // The same image by two names, twice, on two machines; then another one.
            for engine in [recording(bench), recording(bench)] {
                for name in ["a/b", "b/a", "a/b"] { _ = try await engine.pull(name) }
                await engine.engine.finishWriting()
            }
            let keys = try await bench.keys(RecordedImage.prefix)
            #expect(keys.count == 1)
            let imageKeys = try await bench.keys("records/images/").map { $0.value.split(separator: "/").last }
            #expect(!imageKeys.contains(keys[0].value.split(separator: "/").last))
            let engine = recording(bench)
            _ = try await engine.pull("a/c")
            await engine.engine.finishWriting()
            #expect(try await bench.keys(RecordedImage.prefix).count == 2)
        }
    }

    @Test func `A store that refuses the record costs no pull`() async throws {
        try await EngineBench.run { bench in
            let refusing = FaultyStore(MemoryStore())
            refusing.fail(.put, calls: 1...Int.max, with: .full)
            let engine = bench.engine(recorder: ImageRecorder(store: refusing, logger: EngineBench.logger))
            let image = try await engine.pull("a/b")
            await engine.engine.finishWriting()
            #expect(try await bench.violations(image) == [])
            #expect(refusing.calls(.put) == 1, "it was tried")
        }
    }

    @Test func `A store that does not answer delays no pull`() async throws {
        try await EngineBench.run { bench in
            let gate = Gate()
            let engine = bench.engine(
                recorder: ImageRecorder(store: WaitingStore(gate), logger: EngineBench.logger))
            let image = try await engine.pull("a/b")
            #expect(try await bench.violations(image) == [])
            gate.open()
            await engine.engine.finishWriting()
        }
    }

    @Test func `What was recorded can be learned from, exported, and learned from again`() async throws {
        try await EngineBench.run { bench in
            let engine = recording(bench)
            for name in ["a", "n1/n4", "n1/n7/b"] { _ = try await engine.pull(name) }
            await engine.engine.finishWriting()
            let set = try await images(bench).learningSet()
            #expect(set.images.count == 3)
            let names = Set(set.graph.packages.map(\.name))
            #expect(names.isSuperset(of: ["a", "b", "n1", "n4", "n7", "lib0", "lib1"]))
            let file = bench.folder.appending("log")
            #expect(try await images(bench).export(to: file) == 3)
            var files = LearningSet.Files()
            files.requests = file
            let again = try await LearningSet.read(files)
            #expect(again.graph == set.graph && again.images == set.images)
            let table = try FamilyLearner().learn(set.graph, images: set.images)
            #expect(table.levels.allSatisfy { Set($0.families.flatMap(\.packages)) == names })
        }
    }

    @Test func `Damaged records are left out`() async throws {
        try await EngineBench.run { bench in
            let engine = recording(bench)
            for name in ["a", "b", "c"] { _ = try await engine.pull(name) }
            await engine.engine.finishWriting()
            let keys = try await bench.keys(RecordedImage.prefix)
            let outOfRange = #"{"packages":[{"name":"a","references":[7],"size":1}]}"#
            for (key, text) in zip(keys, ["{", outOfRange]) {
                _ = try await bench.memory.put(Array(text.utf8), at: key, condition: .always)
            }
            #expect(try await images(bench).learningSet().images.count == 1)
        }
    }
}

/// A store whose writes wait for a gate.
private struct WaitingStore: ObjectStore {
    private let gate: Gate
    private let store = MemoryStore()

    init(_ gate: Gate) { self.gate = gate }

    var name: String { "waiting" }

    func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        await gate.wait()
        return try await store.put(bytes, at: key, condition: condition)
    }

    func stat(_ key: ObjectKey) async throws -> ObjectInfo? { try await store.stat(key) }
    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        try await store.read(key, range: range)
    }
    func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        try await store.upload(body)
    }
    func delete(_ key: ObjectKey) async throws { try await store.delete(key) }
    func list(prefix: String) -> ObjectStream<ObjectInfo> { store.list(prefix: prefix) }
}
