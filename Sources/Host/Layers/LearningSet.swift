package import Layering
package import SystemPackage

/// What a table is learned from: images, and the graph of their packages.
package struct LearningSet: Sendable {
    package let graph: PackageGraph
    /// The packages of each image's closure, by their positions in ``graph``.
    package let images: [[Int]]
    /// Base packages that the package set does not have.
    package private(set) var missingBase: [String] = []

    /// Where to read them from.
    package struct Files: Sendable {
        /// Requests, or what a registry recorded.
        package var requests: FilePath?
        /// The package set that requests are for, and that images are drawn from.
        package var packages: FilePath?
        /// How many images to draw by popularity.
        package var synthetic = 0
        /// What every drawn image has, where the package set has it.
        package var base: [String] = []

        package init() {}
    }

    /// - Throws: ``LayerFileError``.
    package static func read(_ files: Files) async throws -> LearningSet {
        let requests: ImageRequestFile? =
            if let path = files.requests { try await ImageRequestFile.read(path) } else { nil }
        let set: PackageSet? = if let path = files.packages { try await PackageSetFile.read(path) } else { nil }
        return try await Blocking.run {
            var learned = try LearningSet(requests, set, files)
            learned.missingBase = files.base.filter { set?.packages(named: $0).isEmpty ?? true }
            return learned
        }
    }

    private init(_ requests: ImageRequestFile?, _ set: PackageSet?, _ files: Files) throws(LayerFileError) {
        let drawn = set.map { $0.drawnImages(count: files.synthetic, base: files.base) } ?? []
        switch (requests, set, files.requests) {
        case (.recorded(let recorded), _, _):
            self.init(recorded, known: set?.graph, drawn: drawn)
        case (.requests(let requests), let set?, _):
            var images: [[Int]] = []
            for request in requests { images.append(set.graph.closure(of: try set.packages(of: request))) }
            self.init(graph: set.graph, images: images + drawn)
        case (.requests, nil, let path?):
            throw LayerFileError(path, "its requests only name packages; say with --graph what those lead to")
        default:
            self.init(graph: set?.graph ?? PackageGraph(packages: []), images: drawn)
        }
    }

    /// - Parameter recorded: all of them valid.
    init(_ recorded: [RecordedImage], known: PackageGraph? = nil, drawn: [[Int]] = []) {
        var packages = RecordedPackages(known: known)
        let images = recorded.map { packages.add($0) }
        self.init(graph: packages.graph, images: images + drawn)
    }

    init(graph: PackageGraph, images: [[Int]]) {
        self.graph = graph
        self.images = images.filter { !$0.isEmpty }
    }
}

extension PackageSet {
    /// Images that somebody may ask for: packages drawn by popularity, with what they lead to. The same ones every time.
    fileprivate func drawnImages(count: Int, base: [String]) -> [[Int]] {
        guard count > 0 else { return [] }
        let common = graph.closure(of: base.flatMap { packages(named: $0) })
        return graph.syntheticImages(count: count, seed: 1).map { Set($0).union(common).sorted() }
    }
}
