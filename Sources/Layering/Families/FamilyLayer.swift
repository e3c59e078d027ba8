/// A layer while an image is planned.
struct FamilyLayer {
    /// Why these are together.
    enum Kind {
        /// A package that the table does not know.
        case unknown
        /// The smaller of two packages of one name: the larger one is the family's.
        case otherVersion
        /// Packages of one version that are in no family.
        case siblings(packages: Int, version: String)
        /// All of a family.
        case whole(packages: Int, seen: Int)
        /// Some of a family's packages.
        case part(packages: Int, family: Int, seen: Int)
        /// A group of a family of which the image has only some.
        case group(packages: Int, family: Int, seen: Int)
        /// What is over the budget.
        case folded
        /// What is over the budget and nothing refers to.
        case foldedTops

        /// How many of the known images had it, or one of its family.
        var seen: Int {
            switch self {
            case .whole(_, let seen), .part(_, _, let seen), .group(_, _, let seen): seen
            case .unknown, .otherVersion, .siblings, .folded, .foldedTops: 0
            }
        }
    }

    let kind: Kind
    /// Positions in the graph's nodes, ascending.
    let members: [Int]
    /// Bytes.
    let size: Int64
    /// Bytes that other images are expected to share.
    let rating: Double
    /// Bytes times images.
    let weight: Double
    /// The first of its packages: its place among equals, where it stays when versions change.
    private let name: String

    init(_ kind: Kind, _ members: [Int], _ graph: ClosureGraph) {
        var (size, name) = (Int64(0), graph.nodes[members[0]].name)
        for member in members {
            size += graph.nodes[member].narSize
            if graph.nodes[member].name < name { name = graph.nodes[member].name }
        }
        let seen = kind.seen
        let reused = Double(size) * Self.reuse[min(seen, Self.reuse.count - 1)]
        self.kind = kind
        self.members = members
        self.size = size
        self.name = name
        if case .part = kind { rating = reused * Self.partShare } else { rating = reused }
        weight = Double(size) * max(0.5, Double(seen))
    }

    /// The order among layers with equal figures.
    static func isBefore(_ left: FamilyLayer, _ right: FamilyLayer) -> Bool {
        (left.name, left.members[0]) < (right.name, right.members[0])
    }

    /// How likely another image has a package that none, 1, 2, 3, more of the known images had.
    private static let reuse = [0.5, 0.7, 0.8, 0.9, 1]
    /// How much less likely it is that another image has the same part of a family.
    private static let partShare = 0.6
}
