import Conformance
import OCI
import Storage
import Synchronization
import Testing

@testable import Host

/// What a collector removes, and what it leaves.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct CollectorTests {
    @Test func `without rules nothing that an image needs goes, however old`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            try await bench.age()
            let before = try await bench.keys()
            let report = try await bench.collector().collect()
            #expect(report.removed == .init(images: [], manifests: 0, blobs: 0, bytes: 0, records: 0))
            #expect(try await bench.keys() == before)
            #expect(try await bench.violations(image) == [])
        }
    }

    @Test func `an image that the rules do not keep goes with all that only it needs, and can be built again`()
        async throws
    {
        try await CollectingBench.run { bench in
            let first = try await bench.builder.pull("a")
            try await bench.age()
            try bench.move(to: "two")
            let second = try await bench.builder.pull("a")
            try await bench.age()
            let plan = try await bench.collector { $0.keepLast = 1 }.plan()
            let before = try await bench.keys()
            #expect(plan.removed == nil && plan.removedImages == ["a:latest"])
            #expect(try await bench.keys() == before, "a plan changes nothing")
            let report = try await bench.collector { $0.keepLast = 1 }.collect()
            let removed = try #require(report.removed)
            #expect(removed.manifests == 2 && removed.blobs == 4 && removed.bytes > 0)
            #expect(plan.plan.blobs == report.plan.blobs, "the plan said so")
            #expect(try await bench.violations(second) == [])
            #expect(try await bench.keys("manifests/").count == 2)
            #expect(try await bench.keys("blobs/").count == 4)
            #expect(try await bench.problems() == [])
            bench.bench.source.set(.latest, to: BenchSource.Entry(folder: bench.bench.set, revision: "one"))
            #expect(try await bench.builder.pull("a") == first)
            #expect(try await bench.violations(first) == [])
        }
    }

    @Test func `a layer that another image needs stays`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a/b")
            try await bench.age(3)
            let kept = try await bench.builder.pull("a/c")
            try await bench.age()
            let manifest = try CanonicalJSON.decode(Manifest.self, from: kept.oci.bytes)
            let size = manifest.layers.reduce(manifest.config.size) { $0 + $1.size }
            let report = try await bench.collector { $0.maximumSize = size }.collect()
            #expect(report.removedImages == ["a/b:latest"])
            #expect(report.removed?.blobs == 3, "the layer of b, the links and the configuration")
            #expect(try await bench.violations(kept) == [])
            #expect(try await bench.problems() == [])
        }
    }

    @Test func `what is young stays, whether anything names it or not`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            #expect(try await bench.builder.forget("a/b") == 1)
            let report = try await bench.collector { $0.maximumSize = 0 }.collect()
            #expect(report.removed?.blobs == 0)
            #expect(try await bench.violations(image) == [])
        }
    }

    @Test(arguments: [false, true])
    func `a forgotten image goes, unless it was pulled lately by its digest`(isPulled: Bool) async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            #expect(try await bench.builder.forget("a/b") == 1)
            try await bench.age()
            if isPulled {
                let recorder = PullRecorder(store: bench.store, logger: EngineBench.logger)
                recorder.note(try #require(image.docker))
                await recorder.finish()
            }
            _ = try await bench.collector().collect()
            #expect(try await bench.keys("blobs/").isEmpty == !isPulled)
            #expect(try await bench.violations(image).isEmpty == isPulled)
        }
    }

    @Test func `the store says what time it is, whatever the collector's clock says`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a")
            let collector = Collector(
                store: bench.store,
                rules: {
                    var rules = CollectingConfiguration()
                    rules.maximumSize = 0
                    return rules
                }(),
                images: ImageOptions(), logger: EngineBench.logger, clock: { 9e9 })
            #expect(try await collector.collect().removedImages == [])
            #expect(try await collector.plan().removedImages == ["a:latest"])
        }
    }

    @Test func `uploads that began before the grace age and never ended go, and a plan leaves them`() async throws {
        try await CollectingBench.run { bench in
            let times = Mutex<[Int64]>([])
            let view = bench.store.view { operation, time in
                guard operation == "removeStaged", let time = Int64(time) else { return }
                times.withLock { $0.append(time) }
            }
            _ = try await bench.collector(view).plan()
            #expect(times.withLock { $0 } == [])
            _ = try await bench.collector(view).collect()
            let asked = try #require(times.withLock { $0 }.first)
            let age = WallClock.seconds() - Double(asked)
            #expect(age >= 86_400 && age < 86_400 + 600)
        }
    }

    @Test func `old facts and logs go, and are found out again`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            _ = try await bench.memory.put([1], at: .log("abc"), condition: .always)
            try await bench.age(91)
            let report = try await bench.collector().collect()
            #expect(report.removed?.blobs == 0)
            for prefix in ["records/attributes/", "records/closures/", "records/trees/", "logs/"] {
                #expect(try await bench.keys(prefix).isEmpty)
            }
            let engine = bench.bench.engine(store: bench.store)
            #expect(try await engine.pull("a/b") == image && engine.steps.evaluations == 0)
            _ = try await engine.forget("a/b")
            #expect(try await engine.pull("a/b") == image)
        }
    }

    @Test func `what an image was made of is kept for learning until it is old, whether the image goes or not`()
        async throws
    {
        try await CollectingBench.run { bench in
            let image = RecordedImage(packages: [])
            _ = try await bench.builder.pull("a")
            let key = try #require(try await bench.keys("records/images/").first).split(separator: "/").last
            _ = try await bench.memory.put(
                CanonicalJSON.encode(image), at: RecordedImage.key(String(try #require(key))).object,
                condition: .always)
            try await bench.age()
            let report = try await bench.collector { $0.maximumSize = 0 }.collect()
            #expect(report.removedImages == ["a:latest"])
            #expect(try await bench.keys(RecordedImage.prefix).count == 1)
            try await bench.age(89)
            _ = try await bench.collector().collect()
            #expect(try await bench.keys(RecordedImage.prefix).isEmpty)
        }
    }

    @Test func `records that lead nowhere go`() async throws {
        try await CollectingBench.run { bench in
            let image = try await bench.builder.pull("a/b")
            let layer = try #require(try bench.bench.layers(image).first)
            try await bench.memory.delete(.blob(layer))
            let images = try await bench.keys("records/images/")
            for key in images { _ = try await bench.memory.put([1], at: ObjectKey(key), condition: .always) }
            try await bench.age()
            _ = try await bench.collector().collect()
            #expect(try await bench.keys("records/images/").isEmpty)
            #expect(try await bench.keys("records/layers/").isEmpty)
            #expect(try await bench.keys("records/origins/").isEmpty)
            #expect(try await bench.keys("blobs/").isEmpty)
        }
    }

    @Test func `an image that was built again since the collector looked stays`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a")
            try await bench.age()
            let rebuilt = Shared(false)
            let image = Shared<ResolvedImage?>(nil)
            // Just before the collector asks whether the record is still the one that it saw.
            let view = bench.store.view { operation, key in
                let isDue = rebuilt.withLock { done in
                    defer { if operation == "stat" && key.hasPrefix("records/images/") { done = true } }
                    return !done && operation == "stat" && key.hasPrefix("records/images/")
                }
                guard isDue else { return }
                do {
                    _ = try await bench.builder.forget("a")
                    let built = try await bench.builder.pull("a")
                    image.withLock { $0 = built }
                } catch { Issue.record(error) }
            }
            let report = try await bench.collector(view) { $0.maximumSize = 0 }.collect()
            #expect(report.removed?.blobs == 0)
            #expect(try await bench.violations(try #require(image.withLock { $0 })) == [])
            #expect(try await bench.keys("records/images/").count == 1)
        }
    }

    @Test func `the table says of each image why it stays or goes`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a")
            try await bench.age()
            try bench.move(to: "two")
            _ = try await bench.builder.pull("a")
            let table = try await bench.collector { $0.keepLast = 1 }.plan().table(columns: 100)
            let lines = table.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0].hasPrefix("IMAGE"))
            #expect(
                lines[1].contains("a:latest") && lines[1].contains("shown two") && lines[1].hasSuffix("younger than 1d")
            )
            #expect(lines[2].contains("shown one") && lines[2].hasSuffix("removed: no rule keeps it"))
            #expect(lines[3].hasPrefix("would remove 1 image of 2 and 4 blobs, "))
            let narrow = try await bench.collector().plan().table(columns: 40)
            #expect(narrow.contains("would remove 0 images of 2 and 0 blobs, 0 B"))
        }
    }
}
