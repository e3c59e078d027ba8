import Archive
import Conformance
import OCI
import Storage
import Testing

@testable import Host

/// What is wrong with a store, and that removing it makes it right.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct VerifierTests {
    private func verifier(_ bench: CollectingBench) -> Verifier {
        Verifier(store: bench.store, logger: EngineBench.logger)
    }

    @Test func `a store in which nothing is wrong`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a/b")
            _ = try await bench.builder.pull("n1/n4")
            let report = try await verifier(bench).verify()
            #expect(report.problems == [])
            let blobs = try await bench.keys("blobs/").count
            #expect(report.checked.blobs == blobs && report.checked.manifests == 4 && report.checked.bytes > 1000)
            let records = try await bench.keys("records/").count
            #expect(report.checked.records == records)
            #expect(report.table(columns: 80).hasPrefix("nothing is wrong with \(blobs) blobs ("))
            #expect(try report.json().hasPrefix(#"{"checked":{"blobs":"#))
            #expect(try await verifier(bench).remove(report).problems == [])
        }
    }

    @Test(arguments: Damage.allCases)
    func `each blob and manifest is found out, removed with what leads there, and built again to the digest`(
        damage: Damage
    ) async throws {
        try await CollectingBench.run { bench in
            let images = [try await bench.builder.pull("a/b"), try await bench.builder.pull("a/c")]
            let keys = try await bench.keys("blobs/").union(bench.keys("manifests/"))
            for key in keys.sorted() {
                let copy = try await bench.copy()
                for name in ["a/b", "a/c"] { _ = try await copy.builder.pull(name) }
                try await damage.apply(to: ObjectKey(key), in: copy.memory)
                let report = try await verifier(copy).verify()
                let found = Set(report.problems.map(\.key))
                #expect(found.contains(key) == (damage != .missing), "\(key)")
                #expect(found.contains { $0.hasPrefix("records/images/") }, "\(key)")
                let removed = try await verifier(copy).remove(report)
                #expect(removed.problems.allSatisfy { $0.removed })
                #expect(try await copy.problems() == [], "\(key)")
                #expect(try await copy.keys(Condemned.prefix).isEmpty)
                // By a process that believes in the blob, and by one that knows nothing.
                for (name, image) in zip(["a/b", "a/c"], images) {
                    #expect(try await copy.builder.pull(name) == image)
                    #expect(try await copy.bench.engine(store: copy.store).pull(name) == image)
                    #expect(try await copy.violations(image) == [], "\(key)")
                }
            }
        }
    }

    @Test(arguments: ["blobs/%", "blobs/sha256/ab/%", "manifests/%", "blobs/sha256/no-digest", "manifests/sha256/x/%"])
    func `what lies among content under another name is removed, and nothing else`(pattern: String) async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            let before = try await bench.keys()
            // Named as content that is right is the hardest case.
            let folder = pattern.hasPrefix("blobs") ? "blobs/sha256/" : "manifests/sha256/"
            let name = try #require(before.sorted().first { $0.hasPrefix(folder) }).dropFirst(folder.count)
            let key = try ObjectKey(pattern.replacing("%", with: name))
            _ = try await bench.store.put([1, 2, 3], at: key, condition: .always)
            let report = try await verifier(bench).verify()
            #expect(report.problems.map(\.key) == [key.value])
            #expect(try await verifier(bench).remove(report).problems.allSatisfy { $0.removed })
            #expect(try await bench.keys() == before)
            #expect(try await bench.violations(image) == [])
        }
    }

    @Test func `a blob that cannot be read just now is told of, and not removed`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            let before = try await bench.keys()
            let faulty = FaultyStore(bench.store)
            // Blobs come first.
            faulty.fail(.read, with: .failed)
            let verifier = Verifier(store: faulty, logger: EngineBench.logger)
            let report = try await verifier.verify()
            #expect(report.problems.count == 1)
            let problem = try #require(report.problems.first)
            #expect(problem.key.hasPrefix("blobs/") && problem.problem.contains("a test wanted it so"))
            let removed = try await verifier.remove(report)
            #expect(removed.problems == report.problems && !problem.removed)
            #expect(try await bench.keys() == before)
            #expect(try await bench.violations(image) == [])
        }
    }

    @Test func `a blob that was put right since it was found damaged stays`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            let key = try ObjectKey(try #require(try await bench.keys("blobs/").first))
            let right = try #require(try await bench.memory.readAll(key))
            _ = try await bench.memory.put([1], at: key, condition: .always)
            let report = try await verifier(bench).verify()
            #expect(!report.problems.isEmpty)
            _ = try await bench.memory.put(right, at: key, condition: .always)
            let removed = try await verifier(bench).remove(report)
            #expect(removed.problems.allSatisfy { !$0.removed })
            #expect(try await bench.violations(image) == [])
        }
    }

    @Test(arguments: ["{", "", "[]", #"{"unknown":1}"#])
    func `unreadable records are found and removed`(text: String) async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            let keys = try await bench.keys("records/")
            for key in keys { _ = try await bench.memory.put(Array(text.utf8), at: ObjectKey(key), condition: .always) }
            let report = try await verifier(bench).verify()
            // A record of an origin is true by its name alone only where it can be read.
            #expect(Set(report.problems.map(\.key)) == keys)
            _ = try await verifier(bench).remove(report)
            #expect(try await bench.keys("records/").isEmpty)
            #expect(try await bench.bench.engine(store: bench.store).pull("a/b") == image)
        }
    }

    @Test func `a layer's record with another size is found`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            let key = try ObjectKey(try #require(try await bench.keys("records/layers/").first))
            let record = try CanonicalJSON.decode(
                LayerRecord.self, from: try #require(try await bench.memory.readAll(key)))
            let layer = record.layer
            let wrong = LayerRecord(
                layer: PackedLayer(
                    digest: layer.digest, size: layer.size + 1, diffID: layer.diffID, diffSize: layer.diffSize))
            _ = try await bench.memory.put(CanonicalJSON.encode(wrong), at: key, condition: .always)
            let report = try await verifier(bench).verify()
            #expect(report.problems.map(\.key) == [key.value])
            #expect(report.problems.first?.problem.contains("\(layer.size + 1) bytes, it has \(layer.size)") == true)
            _ = try await verifier(bench).remove(report)
            _ = try await bench.builder.forget("a/b")
            #expect(try await bench.bench.engine(store: bench.store).pull("a/b") == image)
        }
    }

    @Test func `what is no name of a blob or manifest is found`() async throws {
        try await CollectingBench.run { bench in
            for key in ["blobs/sha256/x", "blobs/other", "manifests/sha256/y"] {
                _ = try await bench.memory.put([1], at: ObjectKey(key), condition: .always)
            }
            let report = try await verifier(bench).verify()
            #expect(report.problems.map(\.key) == ["blobs/other", "blobs/sha256/x", "manifests/sha256/y"])
        }
    }

    @Test func `an image that is built meanwhile is no problem`() async throws {
        try await CollectingBench.run { bench in
            let built = Shared(false)
            let view = bench.store.view { operation, key in
                // The blobs have been listed.
                let isDue = built.withLock { done in
                    defer { if key == "manifests/" { done = true } }
                    return !done && operation == "list" && key == "manifests/"
                }
                if isDue {
                    do { _ = try await bench.builder.pull("a/b") } catch { Issue.record(error) }
                }
            }
            let report = try await Verifier(store: view, logger: EngineBench.logger).verify()
            #expect(report.problems == [] && report.checked.manifests == 2)
        }
    }

    @Test func `an image that used a damaged blob since is removed too`() async throws {
        try await CollectingBench.run { bench in
            let images = [try await bench.builder.pull("a/b"), try await bench.builder.pull("a/c")]
            let layers = try images.map { Set(try bench.bench.layers($0)) }
            let layer = try #require(layers[0].intersection(layers[1]).first)
            #expect(try await bench.builder.forget("a/c") == 1)
            try await Damage.corrupted.apply(to: .blob(layer), in: bench.memory)
            let report = try await verifier(bench).verify()
            let other = try await bench.builder.pull("a/c")
            #expect(try bench.bench.layers(other).contains(layer))
            let removed = try await verifier(bench).remove(report)
            #expect(removed.problems.count > report.problems.count)
            #expect(try await bench.problems() == [])
            #expect(try await bench.builder.pull("a/c") == other)
            #expect(try await bench.violations(other) == [])
        }
    }
}
