import Conformance
import OCI
import SystemPackage
import Testing

@Suite(.requires("nix-instantiate"))
struct ConcurrencyTests {
    @Test func fiftyClientsOfOneImageShareOneBuild() async throws {
        try await inFreshRegistry { registry in
            let digests = try await together(50) { _ in try await registry.pull("shell/p1/p2/manifests/latest").digest }
            #expect(Set(digests).count == 1)
            #expect(try await registry.metric("nixery_evaluations_total") == 1)
            #expect(try await registry.metric("nixery_realisations_total") == 1)
            let layers = try await registry.pull("shell/p1/p2/manifests/latest").manifest.layers
            #expect(try await registry.metric("nixery_layers_packed_total") == layers.count)
        }
    }

    @Test func fiftyOverlappingImagesPackEachLayerOnce() async throws {
        try await inFreshRegistry { registry in
            let images = try await together(50) { number in
                try await registry.pull("p\(number % 30)/p\((number * 7 + number / 30 + 1) % 30)/manifests/latest")
            }
            let layers = Set(images.flatMap { $0.manifest.layers.map(\.digest) })
            #expect(try await registry.metric("nixery_layers_packed_total") == layers.count)
        }
    }

    @Test func aNewCombinationOfKnownPackagesNeedsNoNix() async throws {
        try await inFreshRegistry { registry in
            _ = try await registry.pull("p1/p2/manifests/latest")
            _ = try await registry.pull("p3/p4/manifests/latest")
            let evaluations = try await registry.metric("nixery_evaluations_total")
            let realisations = try await registry.metric("nixery_realisations_total")
            _ = try await registry.pull("p4/p1/p3/manifests/latest")
            #expect(try await registry.metric("nixery_evaluations_total") == evaluations)
            #expect(try await registry.metric("nixery_realisations_total") == realisations)
        }
    }

    private func inFreshRegistry(_ body: @Sendable (Registry) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options, body: body)
        }
    }

    private func together<Value: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            for number in 0..<count { group.addTask { try await work(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
