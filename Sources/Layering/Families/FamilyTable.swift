/// Which packages share a layer, learned ahead from many images, so that every image groups alike.
///
/// The JSON form has one line per family, so that two tables can be compared line by line:
///
///     {"version":1,"images":541,"families":[
///     {"packages":["glibc"],"seen":541},
///     {"packages":["libgcc","libstdc++"],"seen":212}
///     ]}
public struct FamilyTable: Hashable, Sendable {
    /// How many images it was learned from.
    public let images: Int
    /// By their first package; no package is in two.
    public let families: [Family]

    /// Packages whose paths share a layer.
    public struct Family: Hashable, Sendable, Codable {
        /// Names without versions, sorted.
        public let packages: [String]
        /// How many of the images had one of them.
        public let seen: Int

        public init(packages: [String], seen: Int) {
            self.packages = packages.sorted()
            self.seen = seen
        }
    }

    /// - Throws: ``FamilyTableError``.
    public init(images: Int, families: [Family]) throws(FamilyTableError) {
        var names: Set<String> = []
        for family in families {
            guard !family.packages.isEmpty else { throw .emptyFamily }
            for name in family.packages where !names.insert(name).inserted { throw .packageTwice(name) }
        }
        self.images = images
        self.families = families.sorted { $0.packages[0] < $1.packages[0] }
    }
}

/// What is wrong with a table.
public enum FamilyTableError: Error, Hashable, Sendable {
    case wrongVersion(Int)
    case emptyFamily
    case packageTwice(String)
}

extension FamilyTableError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongVersion(let version): "it is a table of version \(version), and only version 1 is known here"
        case .emptyFamily: "it has a family without packages"
        case .packageTwice(let name): "it has the package '\(name)' twice"
        }
    }
}
