import Archive
import Layering
import Logging
import Nix
import OCI
import Storage
import SystemPackage

/// What the layers of an image hold, before they are grouped.
struct ImageContents: Sendable {
    let packages: [ResolvedPackage]
    /// Every path of the image's closure.
    let closure: [PathInfo]

    /// Whether a plan for the others is one for these.
    func hasSameLayers(as others: ImageContents?) -> Bool {
        others?.closure == closure && others?.packages.outputs == packages.outputs
    }
}

/// One layer of an image: its key, and what to pack when there is none under that key.
struct LayerSpecification: Sendable {
    let key: String
    /// The store paths that it holds; none for the link layer.
    let members: [ClosureGraph.Node]
    /// Why they are together, for people; empty where the strategy says nothing.
    let reason: String
    let isLinkLayer: Bool
    let contents: @Sendable () async throws -> LayerContents

    /// NAR bytes of the members, to pack the largest first.
    var size: Int64 { members.reduce(0) { $0 + $1.narSize } }
}

extension ImageBuilder {
    /// The layers of known contents if all the store layers are stored and the link layer can be made from records; nil
    /// when Nix is needed.
    func storedLayers(
        _ contents: ImageContents, _ specifications: [LayerSpecification], logger: Logger
    ) async throws -> [PackedLayer]? {
        let stored = try await stored(specifications)
        let missing = specifications.filter { stored[$0.key] == nil }
        guard missing.allSatisfy(\.isLinkLayer) else { return nil }
        if !missing.isEmpty {
            guard try await linkEntries(contents, readingStore: false, logger: logger) != nil else {
                return nil
            }
        }
        return try await layers(specifications, stored: stored)
    }

    /// The layers of contents whose paths are valid and rooted.
    func packedLayers(_ specifications: [LayerSpecification]) async throws -> [PackedLayer] {
        try await layers(specifications, stored: stored(specifications))
    }

    /// The store layers as the strategy groups them, and the link layer on top.
    func specifications(_ contents: ImageContents, logger: Logger) async throws -> [LayerSpecification] {
        let graph = try ClosureGraph(
            contents.closure.map(\.node), roots: contents.packages.map(\.package.output.outPath.path))
        let nodes = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.path, $0) })
        let format = packer.compression.formatName
        let plan = try await strategy.plan(graph, budget: budget)
        let store = zip(plan.layers, plan.reasons).map { paths, reason in
            LayerSpecification(
                key: LayerKey.storePaths(paths, format: format), members: paths.compactMap { nodes[$0] },
                reason: reason, isLinkLayer: false,
                contents: { .storePaths(paths.map { FilePath($0) }) })
        }
        let links = LayerSpecification(
            key: LayerKey.links(contents.packages.outputs.map(\.path), format: format), members: [],
            reason: "", isLinkLayer: true,
            contents: {
                .entries(try await linkEntries(contents, readingStore: true, logger: logger) ?? [])
            })
        return store + [links]
    }

    /// The stored ones among some layers, by key.
    func stored(_ specifications: [LayerSpecification]) async throws -> [String: PackedLayer] {
        try await withThrowingTaskGroup(of: (String, PackedLayer?).self) { group in
            for specification in specifications {
                group.addTask { (specification.key, try await stored(specification.key)) }
            }
            var layers: [String: PackedLayer] = [:]
            for try await (key, layer) in group { layers[key] = layer }
            return layers
        }
    }

    private func layers(
        _ specifications: [LayerSpecification], stored: [String: PackedLayer]
    ) async throws -> [PackedLayer] {
        var layers = stored
        let missing = specifications.filter { layers[$0.key] == nil }.sorted { $0.size > $1.size }
        observe(
            .planned(
                layers: specifications.count, toPack: missing.count, bytes: missing.reduce(0) { $0 + $1.size }))
        for (key, layer) in try await pack(missing) { layers[key] = layer }
        return specifications.compactMap { layers[$0.key] }
    }

    /// One layer keeps all cores busy; the others wait for the disk meanwhile. Their memory is bounded by the packer's
    /// buffers, so there may be as many as it takes to hide a slow disk (figures in `docs/benchmarks.md`).
    private static let layersAtOnce = 12

    /// Packs several layers at once. All of them have ended when this returns or throws, so that the caller's roots
    /// outlive every packing under them.
    private func pack(_ specifications: [LayerSpecification]) async throws -> [(String, PackedLayer)] {
        let results = await withTaskGroup(of: (String, Result<PackedLayer, any Error>).self) { group in
            var waiting = specifications[...]
            var results: [(String, Result<PackedLayer, any Error>)] = []
            for _ in 0..<min(Self.layersAtOnce, waiting.count) {
                let next = waiting.removeFirst()
                group.addTask { (next.key, await pack(next)) }
            }
            for await result in group {
                results.append(result)
                guard case .success = result.1, let next = waiting.popFirst() else { continue }
                group.addTask { (next.key, await pack(next)) }
            }
            return results
        }
        return try results.map { ($0.0, try $0.1.get()) }
    }

    private func pack(_ specification: LayerSpecification) async -> Result<PackedLayer, any Error> {
        do {
            let layer = try await packings.run(specification.key) {
                if let layer = try await stored(specification.key) { return layer }
                return try await packOnce(specification)
            }
            return .success(layer)
        } catch { return .failure(error) }
    }

    /// The layer stored under a key, if its blob is still there; a record without its blob is removed.
    private func stored(_ key: String) async throws -> PackedLayer? {
        let recordKey = try LayerRecord.key(key)
        guard let record = try await records.get(recordKey) else { return nil }
        if try await trust.isThere(record.layer.digest) { return record.layer }
        // Another replica may have packed it again since this one read the record.
        if let current = try await records.getStored(recordKey), try await trust.isThere(current.layer.digest) {
            return current.layer
        }
        try await records.remove(recordKey)
        return nil
    }

    /// Packs a layer, unless another process does it now.
    private func packOnce(_ specification: LayerSpecification) async throws -> PackedLayer {
        guard let leases else { return try await packNow(specification) }
        return try await leases.run(
            .layerLease(specification.key), known: { try await stored(specification.key) },
            work: { try await packNow(specification) })
    }

    private func packNow(_ specification: LayerSpecification) async throws -> PackedLayer {
        // Compressed it is hardly ever larger.
        let space = try await space?.reserve(specification.size)
        let contents = try await specification.contents()
        var packed: PackedLayer?
        try await store.upload { writer in
            let layer = try await packer.pack(contents) { bytes in
                try await writer.write(bytes)
                space?.wrote(Int64(bytes.count))
            }
            packed = layer
            return try .blob(layer.digest)
        }
        guard let packed else { throw StorageError(.failed, key: specification.key, cause: "nothing was uploaded") }
        trust.stored(packed.digest)
        async let origin: Void = records.set(
            OriginRecord(layerKey: specification.key), at: OriginRecord.key(packed.digest))
        let (record, isNew) = try await records.setIfAbsent(
            LayerRecord(layer: packed), at: LayerRecord.key(specification.key))
        try await origin
        observe(.packed(bytes: packed.diffSize, stored: packed.size))
        if !isNew { observe(.packedTwice) }
        return record.layer
    }
}

extension PathInfo {
    fileprivate var node: ClosureGraph.Node {
        ClosureGraph.Node(
            path: path.path, name: path.packageName, version: path.version, narSize: narSize,
            references: references.map(\.path))
    }
}
