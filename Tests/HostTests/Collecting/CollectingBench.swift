import Conformance
import OCI
import Storage
import SystemPackage

@testable import Host

/// An engine's bench with a store whose objects can be made older, and a collector for it.
struct CollectingBench: Sendable {
    let bench: EngineBench
    let memory: MemoryStore
    let store: AgingStore
    let builder: BenchEngine

    private init(_ bench: EngineBench, _ memory: MemoryStore) {
        self.bench = bench
        self.memory = memory
        store = AgingStore(memory)
        builder = bench.engine(store: store)
    }

    static func run(_ body: (CollectingBench) async throws -> Void) async throws {
        try await EngineBench.run { bench in try await body(CollectingBench(bench, MemoryStore())) }
    }

    /// The same with a copy of the store; nothing in it is old.
    func copy() async throws -> CollectingBench {
        let copy = MemoryStore()
        for try await info in memory.list(prefix: "") {
            if let bytes = try await memory.readAll(info.key) {
                _ = try await copy.put(bytes, at: info.key, condition: .always)
            }
        }
        return CollectingBench(bench, copy)
    }

    /// Two days, twice the grace age.
    func age(_ days: Int64 = 2, prefix: String = "") async throws {
        try await store.age(bySeconds: days * 86_400, prefix: prefix)
    }

    func collector(
        _ store: AgingStore? = nil, _ change: (inout CollectingConfiguration) -> Void = { _ in }
    ) -> Collector {
        var rules = CollectingConfiguration()
        change(&rules)
        return Collector(store: store ?? self.store, rules: rules, images: ImageOptions(), logger: EngineBench.logger)
    }

    func keys(_ prefix: String = "") async throws -> Set<String> {
        var keys: Set<String> = []
        for try await info in memory.list(prefix: prefix) { keys.insert(info.key.value) }
        return keys
    }

    /// What is wrong with an image as the store holds it, its manifests included.
    func violations(_ image: ResolvedImage) async throws -> [String] {
        for manifest in [image.oci, image.docker].compactMap({ $0 }) {
            guard try await memory.readAll(.manifest(manifest.digest)) == manifest.bytes else {
                return ["the manifest \(manifest.digest) is not there"]
            }
        }
        return try await ImageInvariants.violations(manifest: image.oci.bytes) { try await memory.readAll(.blob($0)) }
    }

    /// Lets `latest` mean another revision: packages with other contents, which share nothing.
    func move(to revision: String) throws {
        let folder = bench.folder.appending(revision)
        try BenchSet.write(to: folder, salt: bench.folder.string + revision)
        bench.source.set(.latest, to: BenchSource.Entry(folder: folder, revision: revision))
    }

    /// What is wrong with anything in the store.
    func problems() async throws -> [String] {
        try await Verifier(store: store, logger: EngineBench.logger).verify().problems.map { "\($0.key) \($0.problem)" }
    }
}
