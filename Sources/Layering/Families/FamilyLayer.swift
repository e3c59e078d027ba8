/// A layer while an image is planned.
struct FamilyLayer {
    /// Why these are together.
    enum Kind {
        /// A package that the table does not know.
        case unknown
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
    }

    let kind: Kind
    /// Positions in the graph's nodes.
    let members: [Int]
    /// Its place among equals.
    let key: Key
    private let size: Double

    /// By name and then path, so that a new version stays where the old one was.
    struct Key: Comparable {
        let name: String
        let path: String

        static func < (left: Key, right: Key) -> Bool { (left.name, left.path) < (right.name, right.path) }
    }

    init(_ kind: Kind, _ members: [Int], _ graph: ClosureGraph) {
        self.kind = kind
        self.members = members
        size = members.reduce(0) { $0 + Double(graph.nodes[$1].narSize) }
        key =
            members.map { Key(name: graph.nodes[$0].name, path: graph.nodes[$0].path) }.min() ?? Key(name: "", path: "")
    }

    /// How likely another image has a package that none, 1, 2, 3, more of the known images had.
    private static let reuse = [0.5, 0.7, 0.8, 0.9, 1]
    /// How much less likely it is that another image has the same part of a family.
    private static let partShare = 0.6

    /// Bytes that other images are expected to share.
    var rating: Double {
        let reuse = size * Self.reuse[min(seen, Self.reuse.count - 1)]
        return if case .part = kind { reuse * Self.partShare } else { reuse }
    }

    /// Bytes times images.
    var weight: Double { size * max(0.5, Double(seen)) }

    /// How many of the known images had it, or one of its family.
    private var seen: Int {
        switch kind {
        case .whole(_, let seen), .part(_, _, let seen), .group(_, _, let seen): seen
        case .unknown, .folded, .foldedTops: 0
        }
    }

    /// For people.
    ///
    /// - Parameter images: how many the table was learned from.
    func reason(images: Int) -> String {
        switch kind {
        case .unknown: images > 0 ? "alone: not in the table" : "alone"
        case .whole(1, let seen): "alone: in \(seen) of \(images) images"
        case .whole(let count, let seen): "family of \(count): in \(seen) of \(images) images"
        case .part(let count, let family, let seen):
            "\(count) of a family of \(family): some of it in \(seen) of \(images) images"
        case .group(let count, let family, let seen):
            "group of \(count) in a family of \(family): some of it in \(seen) of \(images) images"
        case .folded: "folded: over the budget, and least likely to be shared"
        case .foldedTops: "folded: over the budget; nothing refers to these, so they change most often"
        }
    }
}
