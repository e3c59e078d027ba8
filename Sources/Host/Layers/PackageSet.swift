package import Layering
import SystemPackage

/// A package set that a file describes: its graph, and which store path each package is.
package struct PackageSet: Sendable {
    package let graph: PackageGraph
    /// By the positions of ``graph``; nil where the file has none.
    let paths: [String]?
    /// Where it was read from.
    private let file: FilePath
    /// Positions by store path, and by name.
    private let positions: [String: [Int]]

    init(graph: PackageGraph, paths: [String]? = nil, file: FilePath) {
        self.graph = graph
        self.file = file
        self.paths = paths
        var positions = Dictionary(grouping: graph.packages.indices) { graph.packages[$0].name }
        for (position, path) in (paths ?? []).enumerated() { positions[path] = [position] }
        self.positions = positions
    }

    /// How often packages are referred to, by name and version and by name; of several versions the highest counts.
    package var popularity: Popularity {
        var counts: [String: Int] = [:]
        for package in graph.packages {
            let names = [package.name] + (package.version.isEmpty ? [] : ["\(package.name)-\(package.version)"])
            for name in names { counts[name] = max(counts[name] ?? 0, package.popularity) }
        }
        return Popularity(counts)
    }

    /// The positions of the packages that are called so.
    func packages(named name: String) -> [Int] { positions[name] ?? [] }

    /// The packages that a request asks for.
    ///
    /// - Throws: ``LayerFileError`` about the first name that no package or several have.
    func packages(of request: ImageRequestFile.Request) throws(LayerFileError) -> [Int] {
        var packages: [Int] = []
        for root in request.roots {
            let named = self.packages(named: root)
            guard named.count == 1 else {
                let found = named.isEmpty ? "no package is called so" : "\(named.count) packages are called so"
                throw LayerFileError(file, "the request '\(request.id)' asks for '\(root)', and \(found)")
            }
            packages += named
        }
        return packages
    }

    /// The closure of what a request asks for, as a strategy gets it.
    ///
    /// - Throws: ``LayerFileError``, also where the set has no store paths; `LayeringError`.
    func closureGraph(of request: ImageRequestFile.Request) throws -> ClosureGraph {
        guard let paths else { throw LayerFileError(file, "it has no store paths, so nothing can be planned") }
        let roots = try packages(of: request)
        let nodes = graph.closure(of: roots).map { position in
            let package = graph.packages[position]
            return ClosureGraph.Node(
                path: paths[position], name: package.name, version: package.version, narSize: package.narSize,
                references: package.references.map { paths[$0] })
        }
        return try ClosureGraph(nodes, roots: roots.map { paths[$0] })
    }
}
