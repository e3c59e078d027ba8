/// Learns a ``FamilyTable`` from images.
public struct FamilyLearner: Sendable {
    private let budget: LayerBudget

    /// - Parameter budget: the layers that an image may have.
    public init(budget: LayerBudget = .standard) { self.budget = budget }

    /// What has been done so far.
    public struct Progress: Hashable, Sendable {
        public let round: Int
        /// How many families there are now.
        public let families: Int
        /// How many of the images still have more families than the budget.
        public let imagesOverBudget: Int
    }

    /// - Parameters:
    ///   - images: the packages of each image's closure, by their positions in the graph.
    ///   - progress: called from time to time.
    public func learn(_ graph: PackageGraph, images: [[Int]], progress: (Progress) -> Void = { _ in }) throws
        -> FamilyTable
    {
        var seen: [[Int]: [String]] = [:]
        var users: [String: [Int]] = [:]
        for (image, packages) in images.enumerated() {
            for name in Set(packages.map { graph.packages[$0].name }) { users[name, default: []].append(image) }
        }
        for (name, images) in users { seen[images, default: []].append(name) }
        return try FamilyTable(
            images: images.count,
            families: seen.map { FamilyTable.Family(packages: $1, seen: $0.count) })
    }
}
