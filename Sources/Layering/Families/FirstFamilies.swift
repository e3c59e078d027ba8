/// The families that merging begins with: every package by itself, unless these are too many.
///
/// Each family is compared with each, so their number is bounded in two steps: packages that the very same images have begin as one family,
/// and of what is then still too many only those are compared that cost most; the small ones stay as they are.
struct FirstFamilies {
    private(set) var families: [MergedFamily]
    /// Which of them are compared with others.
    private(set) var isCompared: [Bool]

    /// - Parameters:
    ///   - weights: of the images.
    ///   - most: how many families are compared.
    init(_ images: LearningImages, weights: [Int], cost: LayerCost, budget: LayerBudget, most: Int) {
        let users = Self.users(images)
        var groups = images.names.indices.map { [$0] }
        if Self.live(users, images, budget).count > most {
            groups = Dictionary(grouping: images.names.indices) { users[$0] }.values.sorted { $0[0] < $1[0] }
        }
        families = groups.map { packages in
            Self.family(of: packages, users[packages[0]], images, weights: weights, cost: cost)
        }
        isCompared = families.map { _ in true }
        let live = Self.live(families.map(\.images), images, budget)
        guard live.count > most else { return }
        let families = families
        for number in live.sorted(by: { (families[$0].cost, $1) > (families[$1].cost, $0) })[most...] {
            isCompared[number] = false
        }
    }

    /// Which images have each package.
    private static func users(_ images: LearningImages) -> [NodeSet] {
        var users = images.names.map { _ in NodeSet(count: images.images.count) }
        for (image, packages) in images.images.enumerated() {
            for package in packages { users[package].insert(image) }
        }
        return users
    }

    /// Those of which an image has something that has more packages than the budget has layers.
    private static func live(_ users: [NodeSet], _ images: LearningImages, _ budget: LayerBudget) -> [Int] {
        var over = NodeSet(count: images.images.count)
        for (image, packages) in images.images.enumerated() where packages.count > budget.layers { over.insert(image) }
        return users.indices.filter { !users[$0].isDisjoint(with: over) }
    }

    /// - Parameter users: of each of the packages.
    private static func family(
        of packages: [Int], _ users: NodeSet, _ images: LearningImages, weights: [Int], cost: LayerCost
    ) -> MergedFamily {
        var labels = Array(repeating: UInt32(0), count: weights.count)
        let bytes = packages.reduce(0) { $0 + images.sizes[$1] }
        var all = MergedFamily.Variant(bytes: bytes, paths: packages.count, weight: 0)
        users.visit { image in
            labels[image] = 1
            all.weight += weights[image]
        }
        let names = packages.map { PackageGroup.package(images.names[$0]) }
        return MergedFamily(
            group: names.count == 1 ? names[0] : .groups(names), images: users, labels: labels,
            variants: [.nothing, all], cost: cost)
    }
}
