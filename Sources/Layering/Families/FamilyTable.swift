/// Which packages share a layer, learned ahead from many images, so that every image groups alike.
///
/// The JSON form has a line or a few for each family, so that two tables can be compared line by line. Lists in a family are the smaller groups
/// that it was put together from:
///
///     {"version":1,"images":541,"levels":[
///     {"budget":94,"families":[
///     {"packages":["glibc"],"seen":541},
///     {"packages":["bison",["libgcc","libstdc++"]],"seen":212}
///     ]}
///     ]}
public struct FamilyTable: Hashable, Sendable {
    /// How many images it was learned from.
    public let images: Int
    /// Whether these were drawn by popularity, and nobody asked for them.
    public let areDrawn: Bool
    /// By budget, the largest first: images with fewer layers need coarser families. A plan uses that of the largest budget that is
    /// not larger than its own, or else the last.
    public let levels: [Level]

    /// The families for one budget.
    public struct Level: Hashable, Sendable {
        /// How many layers the images might have.
        public let budget: LayerBudget
        /// By their first package; no package is in two.
        public let families: [Family]

        /// - Throws: ``FamilyTableError``.
        public init(budget: LayerBudget, families: [Family]) throws(FamilyTableError) {
            var names: Set<String> = []
            for family in families {
                guard !family.group.hasEmptyGroup else { throw .emptyFamily }
                for name in family.packages where !names.insert(name).inserted { throw .packageTwice(name) }
            }
            self.budget = budget
            self.families = families.sorted { $0.packages[0] < $1.packages[0] }
        }
    }

    /// Packages whose paths share a layer.
    public struct Family: Hashable, Sendable {
        /// How it was put together.
        public let group: PackageGroup
        /// Names without versions, sorted.
        public let packages: [String]
        /// How many of the images had one of them.
        public let seen: Int

        /// - Parameter seen: how many of the images had one of them.
        public init(_ group: PackageGroup, seen: Int) {
            self.group = group.sorted
            packages = group.packages.sorted()
            self.seen = seen
        }
    }

    /// - Throws: ``FamilyTableError/levelTwice(_:)``.
    public init(images: Int, areDrawn: Bool = false, levels: [Level]) throws(FamilyTableError) {
        let sorted = levels.sorted { $0.budget.layers > $1.budget.layers }
        for (level, next) in zip(sorted, sorted.dropFirst()) where level.budget == next.budget {
            throw .levelTwice(level.budget.layers)
        }
        self.images = images
        self.areDrawn = areDrawn
        self.levels = sorted
    }
}

extension FamilyTable.Family: Codable {
    private enum CodingKeys: String, CodingKey { case packages, seen }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let groups = try values.decode([PackageGroup].self, forKey: .packages)
        self.init(groups.count == 1 ? groups[0] : .groups(groups), seen: try values.decode(Int.self, forKey: .seen))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch group {
        case .package: try values.encode([group], forKey: .packages)
        case .groups(let groups): try values.encode(groups, forKey: .packages)
        }
        try values.encode(seen, forKey: .seen)
    }
}

/// What is wrong with a table.
public enum FamilyTableError: Error, Hashable, Sendable {
    case wrongVersion(Int)
    case emptyFamily
    case packageTwice(String)
    case levelTwice(Int)
}

extension FamilyTableError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongVersion(let version): "it is a table of version \(version), and only version 1 is known here"
        case .emptyFamily: "it has a family, or a group in one, without packages"
        case .packageTwice(let name): "it has the package '\(name)' twice"
        case .levelTwice(let budget): "it has two levels for \(budget) layers"
        }
    }
}
