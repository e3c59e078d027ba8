/// One level of a ``FamilyTable``, for planning.
struct FamilyIndex: Sendable {
    let budget: LayerBudget
    private let families: [FamilyTable.Family]
    /// A package's family, and its own number among all packages.
    private let places: [String: Place]

    private struct Place: Sendable {
        let family: Int
        let package: Int
    }

    /// Knows nothing.
    static let empty = FamilyIndex(budget: .standard, families: [])

    init(_ level: FamilyTable.Level) { self.init(budget: level.budget, families: level.families) }

    private init(budget: LayerBudget, families: [FamilyTable.Family]) {
        self.budget = budget
        self.families = families
        var places: [String: Place] = [:]
        for (number, family) in families.enumerated() {
            for name in family.packages { places[name] = Place(family: number, package: places.count) }
        }
        self.places = places
    }

    /// One layer for each family of which the graph has something and for each unknown package, or more where there is room.
    func layers(of graph: ClosureGraph, budget: LayerBudget) -> [FamilyLayer] {
        var (layers, parts) = grouped(graph)
        let splits = parts.map { Split(part: $0.layer, groups: groups(of: $0, graph)) }
            .sorted { first, second in
                first.gain == second.gain
                    ? FamilyLayer.isBefore(first.part, second.part) : first.gain > second.gain
            }
        var count = layers.count + splits.count
        for split in splits {
            let more = split.groups.count - 1
            let isSplit = more == 0 || count + more <= budget.layers
            layers += isSplit ? split.groups : [split.part]
            if isSplit { count += more }
        }
        return layers
    }

    /// What a part of a family can be split into.
    private struct Split {
        let part: FamilyLayer
        let groups: [FamilyLayer]
        /// Bytes that are shared better, for each layer more.
        var gain: Double { part.rating / Double(max(1, groups.count - 1)) }
    }

    private typealias Part = (layer: FamilyLayer, family: Int)

    /// Layers that are whole families or unknown packages, and the parts of families.
    private func grouped(_ graph: ClosureGraph) -> (layers: [FamilyLayer], parts: [Part]) {
        var members: [Int: [Int]] = [:]
        var distinct: [Int: Int] = [:]
        var isPresent = Array(repeating: false, count: places.count)
        var layers: [FamilyLayer] = []
        for (position, node) in graph.nodes.enumerated() {
            guard let place = places[node.name] else {
                layers.append(FamilyLayer(.unknown, [position], graph))
                continue
            }
            members[place.family, default: []].append(position)
            if !isPresent[place.package] { distinct[place.family, default: 0] += 1 }
            isPresent[place.package] = true
        }
        var parts: [Part] = []
        for (number, members) in members {
            let family = families[number]
            let count = distinct[number] ?? 0
            if count == family.packages.count {
                layers.append(FamilyLayer(.whole(packages: count, seen: family.seen), members, graph))
            } else {
                let kind = FamilyLayer.Kind.part(packages: count, family: family.packages.count, seen: family.seen)
                parts.append((FamilyLayer(kind, members, graph), number))
            }
        }
        return (layers, parts)
    }

    /// The largest groups of a family of which the part has everything.
    private func groups(of part: Part, _ graph: ClosureGraph) -> [FamilyLayer] {
        let family = families[part.family]
        let members = Dictionary(grouping: part.layer.members) { graph.nodes[$0].name }
        return whole(in: family.group, members).groups.map { positions in
            let packages = Set(positions.map { graph.nodes[$0].name }).count
            return FamilyLayer(
                .group(packages: packages, family: family.packages.count, seen: family.seen), positions, graph)
        }
    }

    private func whole(in group: PackageGroup, _ members: [String: [Int]]) -> (isWhole: Bool, groups: [[Int]]) {
        switch group {
        case .package(let name):
            return members[name].map { (true, [$0]) } ?? (false, [])
        case .groups(let groups):
            let parts = groups.map { whole(in: $0, members) }
            let found = parts.flatMap(\.groups)
            return parts.allSatisfy(\.isWhole) ? (true, [found.flatMap(\.self).sorted()]) : (false, found)
        }
    }
}
