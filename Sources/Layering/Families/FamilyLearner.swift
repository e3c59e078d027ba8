/// Learns a ``FamilyTable`` from images.
///
/// Inputs: images as sets of packages, the packages' sizes and references. Steps, for each budget anew:
/// 1. Every package is a family. Images that nobody asked for yet are made up from those that are known (``LearningImages``): what
///    comes together only by chance comes apart there.
/// 2. An image's layers are what it has of each family. The cost of a table is what a registry stores for all images: each different
///    layer counts its bytes times the probability that one of a number of further images has it, and more the more paths it has
///    (any of them may change, and then the whole layer is new). An image over the budget folds its smallest layers, which nobody
///    shares.
/// 3. The two families whose merging lowers the cost most are merged, until none does (``FamilyMerger``).
///
///     images: {libc perl perl-base} {libc perl perl-base git} {libc git}, budget 2
///     →  perl and perl-base, which always come together, become one family; the images have 2, 3 and 2 layers. Only the second one
///        is over the budget: merging libc with git makes layers {libc git} and {libc}, which is less than folding git into perl.
public struct FamilyLearner: Sendable {
    private let budgets: [LayerBudget]
    private let variations: Int

    /// - Parameters:
    ///   - budgets: the layers that images may have; a level is learned for each.
    ///   - variations: how many images to make up from the known ones; none where those are made up themselves.
    public init(budgets: [LayerBudget] = Self.standardBudgets, variations: Int = Self.standardVariations) {
        self.budgets = budgets
        self.variations = variations
    }

    public static let standardVariations = 600

    /// The usual budget, and one for those who want few layers.
    public static let standardBudgets: [LayerBudget] = [.standard, LayerBudget.few]

    /// What has been done so far.
    public struct Progress: Hashable, Sendable {
        /// Which budget's level is learned.
        public let budget: LayerBudget
        /// How many families were compared with all others: the first step, and half of the time.
        public let compared: Int
        /// How many are to be compared.
        public let toCompare: Int
        /// How many pairs of families were merged: the second step.
        public let merges: Int
        /// How many families there are now.
        public let families: Int
        /// How many of the images still have more families than the budget.
        public let imagesOverBudget: Int
    }

    /// The same table whatever the order of packages and images.
    ///
    /// - Parameters:
    ///   - images: the packages of each image's closure, by their positions in the graph.
    ///   - areDrawn: whether these were drawn by popularity, and nobody asked for them.
    ///   - progress: called from time to time.
    public func learn(
        _ graph: PackageGraph, images: [[Int]], areDrawn: Bool = false, progress: (Progress) -> Void = { _ in }
    ) throws -> FamilyTable {
        let known = LearningImages(graph, images, variations: variations)
        return try FamilyTable(
            images: known.known, areDrawn: areDrawn,
            levels: Set(budgets).sorted { $0.layers > $1.layers }.map { budget in
                var merger = FamilyMerger(known, budget: budget)
                merger.run(progress)
                return try FamilyTable.Level(budget: budget, families: merger.families)
            })
    }
}
