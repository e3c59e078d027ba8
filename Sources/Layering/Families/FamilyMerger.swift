/// Merges families while that lowers the cost of storing the images: step 3 of ``FamilyLearner``.
struct FamilyMerger {
    private let images: LearningImages
    private let budget: LayerBudget
    let cost: LayerCost
    /// How much each image counts.
    let weights: [Int]
    /// Those that were merged stay in their place as nil.
    private var merged: [MergedFamily?]
    private var alive: Int
    /// Which families are compared with others.
    private var isCompared: [Bool]
    private var layers: RankedLayers
    /// What each image saves by one layer less.
    private(set) var savings: [Double]
    private var queue = MergeQueue()

    /// How likely a family that was never seen without the other meets such an image after all, times how often it was seen.
    static let surprise = 0.1

    /// - Parameter most: how many families are compared with one another; nil for as many as minutes allow.
    init(_ images: LearningImages, budget: LayerBudget, most: Int? = nil) {
        self.images = images
        self.budget = budget
        let weights = images.images.indices.map { images.weight($0) }
        let cost = LayerCost(total: weights.reduce(0, +), paths: images.names.count)
        let first = FirstFamilies(
            images, weights: weights, cost: cost, budget: budget, most: most ?? Self.most(images: weights.count))
        self.weights = weights
        self.cost = cost
        merged = first.families
        isCompared = first.isCompared
        alive = first.families.count
        layers = RankedLayers(Self.layers(of: first.families, images: weights.count, cost), budget: budget)
        savings = weights.map { _ in 0 }
        for image in weights.indices { savings[image] = saving(image) }
    }

    /// More families would take hours, as each is compared with each in every image.
    private static func most(images: Int) -> Int {
        min(16_000, Int((100_000_000_000 / Double(max(1, images))).squareRoot()))
    }

    /// What has been merged so far, as the families of a level. A package by itself that no known image has is as good as unknown.
    var families: [FamilyTable.Family] {
        merged.compactMap { family in
            guard let family else { return nil }
            var seen = 0
            family.images.visit { seen += $0 < images.known ? 1 : 0 }
            if case .package = family.group, seen == 0 { return nil }
            return FamilyTable.Family(family.group, seen: seen)
        }
    }

    mutating func run(_ progress: (FamilyLearner.Progress) -> Void) {
        let live = liveFamilies()
        for (place, family) in live.enumerated() {
            offer(family, to: live[..<place])
            if place.isMultiple(of: 100) { progress(state(compared: place, of: live.count, merges: 0)) }
        }
        var merges = 0
        while let next = queue.popFirst() {
            if mergeOrKeep(next) {
                merges += 1
                if merges.isMultiple(of: 50) { progress(state(compared: live.count, of: live.count, merges: merges)) }
            } else if merged[next.second] != nil, queue.needsMore(of: next.second) {
                offer(next.second, to: liveFamilies())
            }
        }
        progress(state(compared: live.count, of: live.count, merges: merges))
    }

    /// Merges a pair that was taken from the queue, if that is still the best.
    private mutating func mergeOrKeep(_ pair: MergeQueue.Pair) -> Bool {
        guard let first = merged[pair.first], let second = merged[pair.second] else { return false }
        let change = change(first, second)
        guard change < 0 else { return false }
        // The images have changed since it was queued: something else may be better now.
        if let best = queue.first, change > best.change {
            queue.reinsert(MergeQueue.Pair(change: change, first: pair.first, second: pair.second))
            return false
        }
        merge(pair.first, first, pair.second, second)
        return true
    }

    private func state(compared: Int, of all: Int, merges: Int) -> FamilyLearner.Progress {
        FamilyLearner.Progress(
            budget: budget, compared: compared, toCompare: all, merges: merges, families: alive,
            imagesOverBudget: (0..<images.known).count { layers.imagesOverBudget.contains($0) })
    }

    /// The compared families of which images over the budget have something.
    private func liveFamilies() -> [Int] {
        let over = layers.imagesOverBudget
        return merged.indices.filter { number in
            isCompared[number] && merged[number].map { !$0.images.isDisjoint(with: over) } ?? false
        }
    }

    /// Queues the best of a family's pairs with those before it.
    private mutating func offer(_ number: Int, to others: some Sequence<Int>) {
        guard let family = merged[number] else { return }
        var pairs: [MergeQueue.Pair] = []
        for other in others where other < number {
            guard let partner = merged[other] else { continue }
            let change = change(partner, family)
            if change < 0 { pairs.append(MergeQueue.Pair(change: change, first: other, second: number)) }
        }
        queue.insert(pairs, of: number)
    }

    private mutating func merge(_ one: Int, _ first: MergedFamily, _ two: Int, _ second: MergedFamily) {
        let both = union(first, second)
        let number = merged.count
        merged[one] = nil
        merged[two] = nil
        merged.append(both)
        isCompared.append(true)
        alive -= 1
        both.images.visit { image in
            let old = [(one, first), (two, second)].filter { $0.1.images.contains(image) }
            layers.replace(
                old.map { Self.layer(of: $0.0, $0.1, image, cost) }, by: Self.layer(of: number, both, image, cost),
                of: image)
            savings[image] = saving(image)
        }
        offer(number, to: liveFamilies())
    }

    /// The layers of each image.
    private static func layers(
        of families: [MergedFamily], images: Int, _ cost: LayerCost
    ) -> [[RankedLayers.Layer]] {
        var layers = Array(repeating: [RankedLayers.Layer](), count: images)
        for (number, family) in families.enumerated() {
            family.images.visit { layers[$0].append(layer(of: number, family, $0, cost)) }
        }
        return layers
    }

    /// What an image has of a family.
    private static func layer(
        of number: Int, _ family: MergedFamily, _ image: Int, _ cost: LayerCost
    ) -> RankedLayers.Layer {
        let variant = family.variants[Int(family.labels[image])]
        return RankedLayers.Layer(
            shared: cost.shared(bytes: variant.bytes, weight: variant.weight), family: number)
    }

    /// What an image saves if it has one layer less: the largest of those that it folds is then not folded.
    private func saving(_ image: Int) -> Double {
        layers.largestFolded(of: image).map { cost.saving(shared: $0, weight: weights[image]) } ?? 0
    }
}
