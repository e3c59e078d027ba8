import Conformance
import OCI
import Storage
import Testing

@testable import Host

/// Collectors beside builds, beside each other, and ended at every step.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct CollectingWhileBuildingTests {
    /// A store whose images and layers are known and belong to nothing, and are old: a collector removes all of it, a build
    /// wants to use all of it.
    private func abandoned(_ bench: CollectingBench) async throws -> CollectingBench {
        let copy = try await bench.copy()
        // So that this process believes in every layer.
        for name in ["a/b", "a/c"] {
            _ = try await copy.builder.pull(name)
            #expect(try await copy.builder.forget(name) == 1)
        }
        try await copy.age()
        return copy
    }

    /// How often a collector calls the store, when nothing disturbs it.
    private func calls(_ bench: CollectingBench) async throws -> Int {
        let count = Shared(0)
        let bench = try await abandoned(bench)
        let report = try await bench.collector(bench.store.view { _, _ in count.withLock { $0 += 1 } }).collect()
        #expect((report.removed?.blobs ?? 0) >= 7, "all but the layer that another image may share")
        return count.withLock { $0 }
    }

    @Test func `a build beside a collector never ends in a broken image, wherever the collector stands meanwhile`()
        async throws
    {
        try await CollectingBench.run { bench in
            for name in ["a/b", "a/c"] { _ = try await bench.builder.pull(name) }
            let calls = try await calls(bench)
            #expect(calls > 30)
            for number in 1...calls {
                try await build(beside: number, try await abandoned(bench))
            }
        }
    }

    /// Builds while a collector waits before one of its calls. The collector goes on when the build has ended, or waits for it.
    private func build(beside number: Int, _ bench: CollectingBench) async throws {
        let (reached, goOn, count) = (Gate(), Gate(), Shared(0))
        let collecting = bench.store.view { _, _ in
            let isHere = count.withLock { count in
                count += 1
                return count == number
            }
            if isHere {
                reached.open()
                await goOn.wait()
            }
        }
        let building = bench.store.view { operation, key in
            if operation == "read", key.hasPrefix(Condemned.prefix) { goOn.open() }
        }
        // A process that saw every layer before the collector began.
        let engine = bench.bench.engine(store: building)
        _ = try await engine.pull("a/b")
        #expect(try await engine.forget("a/b") == 1)
        try await bench.age()
        async let report = bench.collector(collecting).collect()
        await reached.wait()
        let image = try await engine.pull("a/c")
        #expect(try await bench.violations(image) == [], "served at call \(number)")
        goOn.open()
        _ = try await report
        #expect(try await bench.violations(image) == [], "after call \(number)")
        #expect(try await bench.problems() == [], "after call \(number)")
        #expect(try await bench.keys(Condemned.prefix).isEmpty)
    }

    @Test func `a collector that is ended at any call leaves what the next one removes, and no broken image`()
        async throws
    {
        try await CollectingBench.run { bench in
            let kept = try await bench.builder.pull("n1/n4")
            for name in ["a/b", "a/c"] { _ = try await bench.builder.pull(name) }
            let whole = try await abandoned(bench)
            _ = try await whole.collector().collect()
            let expected = try await whole.keys()
            let calls = try await calls(bench)
            for number in 1...calls {
                let copy = try await abandoned(bench)
                let reached = Gate()
                let count = Shared(0)
                // Stands still for good, as a killed process does.
                let dead = copy.store.view { _, _ in
                    let isOver = count.withLock { count in
                        count += 1
                        return count >= number
                    }
                    if isOver {
                        reached.open()
                        await Gate().wait()
                    }
                }
                Task { try await copy.collector(dead).collect() }
                await reached.wait()
                #expect(try await copy.violations(kept) == [], "ended at call \(number)")
                try await copy.age(prefix: Condemned.prefix)
                _ = try await copy.collector().collect()
                #expect(try await copy.keys() == expected, "ended at call \(number)")
            }
        }
    }

    @Test func `two collectors at once remove the same and nothing else`() async throws {
        try await CollectingBench.run { bench in
            let kept = try await bench.builder.pull("n1/n4")
            for name in ["a/b", "a/c"] { _ = try await bench.builder.pull(name) }
            let whole = try await abandoned(bench)
            _ = try await whole.collector().collect()
            let expected = try await whole.keys()
            for _ in 0..<10 {
                let copy = try await abandoned(bench)
                async let one = copy.collector().collect()
                async let two = copy.collector().collect()
                _ = try await (one, two)
                #expect(try await copy.keys() == expected)
                #expect(try await copy.violations(kept) == [])
            }
        }
    }

    @Test func `a deletion without an answer leaves the list that names it, and any other failure none`() async throws {
        try await CollectingBench.run { bench in
            for name in ["a/b", "a/c"] { _ = try await bench.builder.pull(name) }
            for (operation, prefix, lists) in [
                ("delete", "blobs/", 1), ("delete", "manifests/", 1), ("stat", "blobs/", 0),
            ] {
                let copy = try await abandoned(bench)
                let failing = copy.store.view { called, key in
                    guard called == operation, key.hasPrefix(prefix) else { return }
                    throw StorageError(.failed, key: key, cause: "no answer")
                }
                await #expect(throws: StorageError.self) { _ = try await copy.collector(failing).collect() }
                let left = try await copy.keys(Condemned.prefix)
                #expect(left.count == lists, "\(operation) \(prefix)")
                let parts = try await copy.keys("blobs/").map { Digest(hex: $0.suffix(64)) }
                if prefix == "blobs/", lists == 1 {
                    let records = RecordStore(store: copy.memory, memory: 0, logger: EngineBench.logger)
                    let list = try await records.getStored(RecordKey<Condemned>(object: ObjectKey(left.first ?? "")))
                    #expect(list?.digests.contains { parts.contains($0) } == true)
                }
            }
        }
    }

    @Test func `a collector stops when a build took it for dead`() async throws {
        try await CollectingBench.run { bench in
            let key = try ObjectKey.blob(Digest(of: [1]))
            // As a machine that was paused finds it when it goes on.
            await #expect(throws: CondemnedList.Lapsed.self) {
                try await CondemnedList.with(
                    [Digest(of: [1])], store: bench.store, renewal: .milliseconds(10), logger: EngineBench.logger
                ) { list, info in
                    try await bench.store.delete(info.key)
                    for _ in 0..<1000 {
                        try await list.delete(key)
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
            }
            #expect(try await bench.keys(Condemned.prefix).isEmpty)
        }
    }

    @Test func `the list of a dead collector holds a build up once`() async throws {
        try await CollectingBench.run { bench in
            _ = try await bench.builder.pull("a/b")
            let records = RecordStore(store: bench.memory, memory: 0, logger: EngineBench.logger)
            let key = try #require(try await bench.keys("records/images/").first)
            let record = try #require(try await records.getStored(RecordKey<ImageRecord>(object: ObjectKey(key))))
            for digests in [record.manifests, record.blobs] {
                try await records.set(Condemned(digests: digests), at: Condemned.key("dead"))
                let reads = Shared(0)
                let view = bench.store.view { operation, key in
                    if operation == "read", key.hasPrefix(Condemned.prefix) { reads.withLock { $0 += 1 } }
                }
                let parts = CondemnedParts(
                    store: view, logger: EngineBench.logger, patience: .milliseconds(30), pause: .milliseconds(10))
                #expect(try await parts.missing(of: record) == [])
                #expect(reads.withLock { $0 } > 1, "it waited")
                #expect(try await bench.keys(Condemned.prefix).isEmpty)
            }
            try await records.set(Condemned(digests: [Digest(of: [1])]), at: Condemned.key("other"))
            #expect(try await bench.builder.pull("a/c").revision == "shown one", "other parts concern nobody here")
            #expect(try await bench.keys(Condemned.prefix).count == 1)
        }
    }
}
