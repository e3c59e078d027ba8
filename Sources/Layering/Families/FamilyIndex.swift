/// One level of a ``FamilyTable``, for planning.
struct FamilyIndex: Sendable {
    let budget: LayerBudget
    private let families: [Family]
    /// A package's family, and its own number among all packages.
    private let places: [String: Place]
    /// Each package's family, by the package's number.
    private let familyOf: [Int]

    private struct Place: Sendable {
        let family: Int
        let package: Int
    }

    private struct Family: Sendable {
        let group: Group
        let packages: Int
        let seen: Int
    }

    /// A ``PackageGroup`` by the packages' numbers.
    private indirect enum Group: Sendable {
        case package(Int)
        case groups([Group])

        init(_ group: PackageGroup, _ places: [String: Place]) {
            switch group {
            // Every package of a family has a place.
            case .package(let name): self = places[name].map { .package($0.package) } ?? .groups([])
            case .groups(let groups): self = .groups(groups.map { Group($0, places) })
            }
        }
    }

    /// Knows nothing.
    static let empty = FamilyIndex(budget: .standard, [])

    init(_ level: FamilyTable.Level) { self.init(budget: level.budget, level.families) }

    private init(budget: LayerBudget, _ families: [FamilyTable.Family]) {
        self.budget = budget
        var places: [String: Place] = [:]
        for (number, family) in families.enumerated() {
            for name in family.packages { places[name] = Place(family: number, package: places.count) }
        }
        self.places = places
        familyOf = families.enumerated().flatMap { number, family in family.packages.map { _ in number } }
        self.families = families.map { family in
            Family(group: Group(family.group, places), packages: family.packages.count, seen: family.seen)
        }
    }

    /// One layer for each family of which the graph has something and for each unknown package, or more where there is room.
    func layers(of graph: ClosureGraph, budget: LayerBudget) -> [FamilyLayer] {
        let (whole, parts, found) = grouped(graph)
        var layers = whole
        var count = whole.count + parts.count
        guard count < budget.layers else { return whole + parts.map(\.layer) }
        let splits = parts.map { Split(part: $0.layer, groups: groups(of: $0, found, graph)) }
            .sorted { first, second in
                first.gain == second.gain
                    ? FamilyLayer.isBefore(first.part, second.part) : first.gain > second.gain
            }
        for split in splits {
            let more = split.groups.count - 1
            let isSplit = count + more <= budget.layers
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

    private struct Part {
        let layer: FamilyLayer
        let family: Family
    }

    /// What a graph has of the families.
    private struct Found {
        /// The position of each package's node, by its number.
        var positions: [Int?]
        /// How many packages of each family there are.
        var packages: [Int]
    }

    /// Layers that are whole families or unknown packages, and the parts of families.
    private func grouped(_ graph: ClosureGraph) -> (layers: [FamilyLayer], parts: [Part], found: Found) {
        var layers: [FamilyLayer] = []
        var parts: [Part] = []
        let found = find(graph) { layers.append(FamilyLayer($0, [$1], graph)) }
        for (number, members) in members(found).enumerated() where !members.isEmpty {
            let (family, count) = (families[number], found.packages[number])
            if count == family.packages {
                layers.append(FamilyLayer(.whole(packages: count, seen: family.seen), members, graph))
            } else {
                let kind = FamilyLayer.Kind.part(packages: count, family: family.packages, seen: family.seen)
                parts.append(Part(layer: FamilyLayer(kind, members, graph), family: family))
            }
        }
        return (layers, parts, found)
    }

    /// The positions of each family's nodes, ascending.
    private func members(_ found: Found) -> [[Int]] {
        var members = Array(repeating: [Int](), count: families.count)
        for (package, position) in found.positions.enumerated() {
            if let position { members[familyOf[package]].append(position) }
        }
        return members.map { $0.count > 1 ? $0.sorted() : $0 }
    }

    /// - Parameter alone: takes the nodes of no family, and why.
    private func find(_ graph: ClosureGraph, alone: (FamilyLayer.Kind, Int) -> Void) -> Found {
        var found = Found(
            positions: Array(repeating: nil, count: places.count), packages: Array(repeating: 0, count: families.count))
        for (position, node) in graph.nodes.enumerated() {
            guard let place = places[node.stable.name] else {
                alone(.unknown, position)
                continue
            }
            if let other = found.positions[place.package] {
                // Two versions of one package: the larger is the one that most images have.
                let isLarger = node.narSize > graph.nodes[other].narSize
                alone(.otherVersion, isLarger ? other : position)
                if isLarger { found.positions[place.package] = position }
            } else {
                found.packages[place.family] += 1
                found.positions[place.package] = position
            }
        }
        return found
    }

    /// The largest groups of a family of which the part has everything.
    private func groups(of part: Part, _ found: Found, _ graph: ClosureGraph) -> [FamilyLayer] {
        let family = part.family
        return whole(in: family.group, found.positions).groups.map { group in
            FamilyLayer(
                .group(packages: group.packages, family: family.packages, seen: family.seen), group.members.sorted(),
                graph)
        }
    }

    private typealias Whole = (packages: Int, members: [Int])

    private func whole(in group: Group, _ positions: [Int?]) -> (isWhole: Bool, groups: [Whole]) {
        switch group {
        case .package(let number):
            return positions[number].map { (true, [(1, [$0])]) } ?? (false, [])
        case .groups(let groups):
            let parts = groups.map { whole(in: $0, positions) }
            let found = parts.flatMap(\.groups)
            guard parts.allSatisfy(\.isWhole) else { return (false, found) }
            return (true, [(found.reduce(0) { $0 + $1.packages }, found.flatMap(\.members))])
        }
    }
}
