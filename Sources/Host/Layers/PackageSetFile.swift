import Layering
package import SystemPackage

/// Package sets as files, plain or compressed with gzip, in one of two forms:
///
/// - `{"nodes":[{"path","name","version","size","refs":[path],"popularity"}]}`: sizes in bytes; what `nixery popcount --graph` writes;
/// - `{"names":[],"sizes":[],"refs":[[position]]}`: sizes in KiB, no store paths; a package is as popular as others refer to it.
package enum PackageSetFile {
    /// - Throws: ``LayerFileError`` that says what is wrong with the file.
    package static func read(_ path: FilePath) async throws -> PackageSet {
        let bytes = try await LayerFile.read(path)
        return try await Blocking.run {
            let form = try LayerFile.decode(Form.self, from: bytes, of: path)
            if form.names != nil { return try set(LayerFile.decode(Columns.self, from: bytes, of: path), path) }
            return try set(LayerFile.decode(Nodes.self, from: bytes, of: path).nodes, path)
        }
    }

    private static func set(_ nodes: [Nodes.Node], _ file: FilePath) throws(LayerFileError) -> PackageSet {
        var positions: [String: Int] = [:]
        for (position, node) in nodes.enumerated() {
            guard positions.updateValue(position, forKey: node.path) == nil else {
                throw LayerFileError(file, "it has '\(node.path)' twice")
            }
            guard (0...PackageLimits.size).contains(node.size) else { throw badSize(node.path, file) }
            guard (0...PackageLimits.popularity).contains(node.popularity) else {
                throw LayerFileError(file, "'\(node.path)' has a popularity that is not from 0 to 2^40")
            }
        }
        try checkTotal(nodes.map(\.size), file)
        var packages: [PackageGraph.Package] = []
        for node in nodes {
            packages.append(
                .init(
                    name: node.name, version: node.version, narSize: node.size,
                    references: try references(of: node, positions, file), popularity: node.popularity))
        }
        return PackageSet(graph: PackageGraph(packages: packages), paths: nodes.map(\.path), file: file)
    }

    private static func references(
        of node: Nodes.Node, _ positions: [String: Int], _ file: FilePath
    ) throws(LayerFileError) -> [Int] {
        var references: [Int] = []
        for path in node.refs where path != node.path {
            guard let position = positions[path] else {
                throw LayerFileError(file, "'\(node.path)' refers to '\(path)', which is not in the file")
            }
            references.append(position)
        }
        return references
    }

    private static func set(_ columns: Columns, _ file: FilePath) throws(LayerFileError) -> PackageSet {
        let range = columns.names.indices
        guard columns.sizes.count == range.count, columns.refs.count == range.count else {
            throw LayerFileError(file, "'names', 'sizes' and 'refs' differ in length")
        }
        if let wrong = range.first(where: { !(0...PackageLimits.size >> 10).contains(columns.sizes[$0]) }) {
            throw badSize(columns.names[wrong], file)
        }
        try checkTotal(columns.sizes.map { $0 << 10 }, file)
        var popularity = Array(repeating: 0, count: range.count)
        for (position, references) in columns.refs.enumerated() {
            if let wrong = references.first(where: { !range.contains($0) }) {
                let name = columns.names[position]
                throw LayerFileError(file, "'\(name)' refers to position \(wrong) of \(range.count)")
            }
            for reference in Set(references) where reference != position { popularity[reference] += 1 }
        }
        let packages = range.map { position in
            PackageGraph.Package(
                name: columns.names[position], version: "", narSize: columns.sizes[position] << 10,
                references: columns.refs[position].filter { $0 != position }, popularity: popularity[position])
        }
        return PackageSet(graph: PackageGraph(packages: packages), file: file)
    }

    private static func badSize(_ package: String, _ file: FilePath) -> LayerFileError {
        LayerFileError(file, "'\(package)' has a size that is not from 0 to 1 PiB")
    }

    /// - Parameter sizes: in bytes; each of them right.
    private static func checkTotal(_ sizes: [Int64], _ file: FilePath) throws(LayerFileError) {
        guard PackageLimits.areValid(sizes: sizes) else {
            throw LayerFileError(file, "its sizes add up to more than 1 EiB")
        }
    }

    /// Tells the forms apart.
    private struct Form: Decodable {
        let names: Anything?
    }

    private struct Nodes: Decodable {
        let nodes: [Node]

        struct Node: Decodable {
            let path: String
            let name: String
            let version: String
            let size: Int64
            let refs: [String]
            let popularity: Int
        }
    }

    private struct Columns: Decodable {
        let names: [String]
        let sizes: [Int64]
        let refs: [[Int]]
    }
}
