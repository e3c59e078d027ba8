import Conformance
import Layering
import OCI
import Testing

@testable import Host

/// Reports over real Nix.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct LayerReportTests {
    private func report(_ engine: BenchEngine, _ name: String, tag: OCI.Tag = .latest) async throws -> LayerReport {
        try await engine.engine.layerReport(ImageName(name), tag: tag, logger: EngineBench.logger)
    }

    @Test func `before a build, nothing is packed or stored as a layer, and all is to pack`() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let report = try await report(engine, "a/b/n1")
            #expect(engine.steps.packings == 0)
            #expect(try await bench.keys("blobs/").isEmpty)
            #expect(try await bench.keys("records/layers/").isEmpty)
            #expect(report.image == "a/b/n1" && report.tag == "latest" && report.revision == "shown one")
            #expect(report.strategy == "largest" && report.budget == 94 && report.built == nil)
            #expect(report.layers.map(\.kind) == [.packages, .packages, .packages, .packages, .packages, .links])
            #expect(report.layers.flatMap(\.packages).map(\.name).sorted() == ["a", "b", "lib0", "lib1", "n1"])
            #expect(report.layers.last?.reason == "links to 3 packages")
            #expect(report.totals.layersToPack == 6 && report.totals.storedLayers == 0)
            #expect(report.totals.sizeToPack == report.totals.size && report.totals.packages == 5)
        }
    }

    @Test func `the layers are exactly those that a build then stores`() async throws {
        try await EngineBench.run { bench in
            for (index, name) in ["a", "n1/n5/n11", "tool/extra/b/n2", "dangling"].enumerated() {
                let strategy: any LayeringStrategy = index % 2 == 0 ? LargestStrategy() : SingleStrategy()
                let engine = bench.engine(strategy: strategy)
                let before = try await report(engine, name)
                let image = try await engine.pull(name)
                let after = try await report(engine, name)
                #expect(after.layers.map(\.key) == before.layers.map(\.key))
                #expect(after.layers.map { $0.stored?.digest } == (try bench.layers(image)))
                #expect(after.built == .init(digest: image.oci.digest, hasTheseLayers: true, isInThisOrder: true))
                let manifest = try CanonicalJSON.decode(Manifest.self, from: image.oci.bytes)
                #expect(after.totals.storedSize == manifest.layers.reduce(0) { $0 + $1.size })
                #expect(after.totals.layersToPack == 0 && after.totals.sizeToPack == 0)
            }
        }
    }

    @Test func `an image that is known, or another of the same packages, needs no Nix`() async throws {
        try await EngineBench.run { bench in
            _ = try await bench.engine().pull("a/b")
            let engine = bench.engine()
            #expect(try await report(engine, "a/b").totals.layersToPack == 0)
            #expect(
                try await report(engine, "b").layers.map { $0.stored == nil } == [false, true], "its links are new")
            #expect(engine.steps.evaluations == 0 && engine.steps.realisations == 0)
        }
    }

    @Test func `an image that another strategy grouped keeps its layers, and is said to`() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            let single = bench.engine(strategy: SingleStrategy())
            let other = try await report(single, "a/b")
            #expect(other.built == .init(digest: image.oci.digest, hasTheseLayers: false, isInThisOrder: false))
            #expect(other.layers.map { $0.stored != nil } == [false, true], "the links are the same")
            #expect(other.totals.sizeToPack == other.totals.size)
            #expect(try await single.pull("a/b").oci == image.oci)
        }
    }

    @Test func `the same layers in another order are told apart from other layers`() async throws {
        try await EngineBench.run { bench in
            let image = try await bench.engine().pull("a/b")
            let reversed = try await report(bench.engine(strategy: Reversed()), "a/b")
            #expect(
                reversed.built == .init(digest: image.oci.digest, hasTheseLayers: true, isInThisOrder: false))
        }
    }

    @Test func `a layer whose blob is gone is to pack`() async throws {
        try await EngineBench.run { bench in
            _ = try await bench.engine().pull("a")
            try await bench.delete("blobs/")
            let report = try await report(bench.engine(), "a")
            #expect(report.layers.allSatisfy { $0.stored == nil })
            #expect(report.built?.hasTheseLayers == false)
        }
    }

    @Test func `an image of nothing has only its links`() async throws {
        try await EngineBench.run { bench in
            var options = ImageOptions()
            options.metaPackages["empty"] = MetaPackage(packages: [])
            let report = try await report(bench.engine(options: options), "empty")
            #expect(report.layers.map(\.kind) == [.links])
            #expect(report.layers.map(\.reason) == ["links to 0 packages"])
        }
    }

    @Test func `reasons are the strategy's in one line, and JSON gives the same report back`() async throws {
        try await EngineBench.run { bench in
            let report = try await report(bench.engine(strategy: Explaining()), "a/b")
            let reasons = ["layer 0  [1m", "layer 1  [1m", "layer 2  [1m", "links to 2 packages"]
            #expect(report.layers.map(\.reason) == reasons)
            let json = try report.json
            #expect(try CanonicalJSON.decode(LayerReport.self, from: json.utf8) == report)
            #expect(try json == report.json && json.hasPrefix("{\"budget\":94,\"image\":\"a/b\",\"layers\":[{"))
        }
    }

    @Test(arguments: [
        ("absent", RegistryError.Code.manifestUnknown, "absent"),
        ("throws", .denied, "this one throws"),
        ("fails", .denied, "nixery log"),
    ])
    func `what cannot be built has the error of a pull`(
        name: String, code: RegistryError.Code, word: String
    ) async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let pulled = try await engine.refusal(name)
            let error = await #expect(throws: RegistryError.self) { try await report(engine, name) }
            #expect(error?.code == code && error?.message == pulled.message)
            #expect(error?.message.contains(word) == true)
        }
    }

    @Test(arguments: ["nowhere", "sha256-0000000000000000000000000000000000000000000000000000000000000000.sig"])
    func `a tag that is none has the error of a pull`(tag: String) async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let pulled = try await engine.refusal("a", tag: OCI.Tag(tag))
            let error = await #expect(throws: RegistryError.self) { try await report(engine, "a", tag: OCI.Tag(tag)) }
            #expect(error?.code == .manifestUnknown && error?.message == pulled.message)
        }
    }
}

/// As `largest`, the smallest first.
private struct Reversed: LayeringStrategy {
    let name = "reversed"

    func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let plan = try LargestStrategy().plan(graph, budget: budget)
        return try LayerPlan(plan.layers.reversed(), of: graph, budget: budget)
    }
}

/// One layer for each path, with a reason.
private struct Explaining: LayeringStrategy {
    let name = "explaining"

    func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let layers = graph.nodes.map { [$0.path] }
        let reasons = layers.indices.map { "layer \($0)\n\u{1B}[1m" }
        return try LayerPlan(layers, of: graph, budget: budget, reasons: reasons)
    }
}
