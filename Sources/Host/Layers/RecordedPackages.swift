import Layering

/// Joins the packages of recorded images to one graph: packages of one name and size are one.
struct RecordedPackages {
    private struct Identity: Hashable {
        /// As records have it: ``StableName/name``.
        let name: String
        let size: Int64
    }

    private let known: [PackageGraph.Package]
    private var positions: [Identity: Int] = [:]
    /// Of all packages, those of ``known`` first.
    private var identities: [Identity] = []
    private var references: [Set<Int>] = []

    /// - Parameter known: packages that keep their positions; the popularity of a name that they have counts.
    init(known: PackageGraph? = nil) {
        self.known = known?.packages ?? []
        for package in self.known {
            let identity = Identity(name: Self.name(package), size: package.narSize)
            if positions[identity] == nil { positions[identity] = identities.count }
            identities.append(identity)
            references.append(Set(package.references))
        }
    }

    /// Adds what is new in a valid image.
    ///
    /// - Returns: the positions of its packages, ascending.
    mutating func add(_ image: RecordedImage) -> [Int] {
        let found = image.packages.map { position(Identity(name: $0.name, size: $0.size)) }
        for (package, position) in zip(image.packages, found) where position >= known.count {
            references[position].formUnion(package.references.map { found[$0] })
            references[position].remove(position)
        }
        return Set(found).sorted()
    }

    private static func name(_ package: PackageGraph.Package) -> String {
        StableName(name: package.name, version: package.version).name
    }

    private mutating func position(_ identity: Identity) -> Int {
        if let position = positions[identity] { return position }
        positions[identity] = identities.count
        identities.append(identity)
        references.append([])
        return identities.count - 1
    }

    /// Everything that was added.
    var graph: PackageGraph {
        var popularity: [String: Int] = [:]
        for package in known {
            let name = Self.name(package)
            popularity[name] = max(popularity[name] ?? 0, package.popularity)
        }
        var users = Array(repeating: 0, count: identities.count)
        for reference in references.joined() { users[reference] += 1 }
        let added = identities.indices.dropFirst(known.count).map { position in
            let identity = identities[position]
            return PackageGraph.Package(
                name: identity.name, version: "", narSize: identity.size, references: Array(references[position]),
                popularity: max(users[position], popularity[identity.name] ?? 0))
        }
        return PackageGraph(packages: known + added)
    }
}
