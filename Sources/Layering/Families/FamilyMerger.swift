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
    /// The layers of each image.
    private var layers: [[Layer]]
    /// What each image saves by one layer less.
    private(set) var savings: [Double]
    private var queue = MergeQueue()

    /// How likely a family that was never seen without the other meets such an image after all, times how often it was seen.
    static let surprise = 0.1

    private struct Layer {
        let family: Int
        /// Bytes that others are expected to share.
        let shared: Double
    }

    init(_ images: LearningImages, budget: LayerBudget) {
        self.images = images
        self.budget = budget
        let weights = images.images.indices.map { images.weight($0) }
        let cost = LayerCost(total: weights.reduce(0, +), paths: images.names.count)
        self.weights = weights
        self.cost = cost
        let single = Self.single(images, weights, cost)
        merged = single
        alive = single.count
        layers = images.images.map { image in
            image.map { package in
                let family = single[package]
                return Layer(family: package, shared: cost.shared(bytes: family.bytes, weight: family.weight))
            }
        }
        savings = weights.map { _ in 0 }
        for image in layers.indices { savings[image] = saving(image) }
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
            offer(family, to: live[(place + 1)...])
            if place.isMultiple(of: 100) { progress(state(0)) }
        }
        var merges = 0
        while let next = queue.popFirst() {
            guard let first = merged[next.first], let second = merged[next.second] else { continue }
            let change = change(first, second)
            guard change < 0 else { continue }
            // The images have changed since it was queued: something else may be better now.
            if let best = queue.first, change > best.change {
                queue.insert(MergeQueue.Pair(change: change, first: next.first, second: next.second))
                continue
            }
            merge(next.first, first, next.second, second)
            merges += 1
            if merges.isMultiple(of: 50) { progress(state(merges)) }
        }
        progress(state(merges))
    }

    private func state(_ merges: Int) -> FamilyLearner.Progress {
        FamilyLearner.Progress(
            budget: budget, merges: merges, families: alive,
            imagesOverBudget: layers[..<images.known].count { $0.count > budget.layers })
    }

    /// Every package by itself.
    private static func single(_ images: LearningImages, _ weights: [Int], _ cost: LayerCost) -> [MergedFamily] {
        var users = images.names.map { _ in NodeSet(count: weights.count) }
        for (image, packages) in images.images.enumerated() {
            for package in packages { users[package].insert(image) }
        }
        return users.enumerated().map { package, users in
            var labels = Array(repeating: UInt32(0), count: weights.count)
            var all = MergedFamily.Variant(bytes: images.sizes[package], paths: 1, weight: 0)
            users.visit { image in
                labels[image] = 1
                all.weight += weights[image]
            }
            return MergedFamily(
                group: .package(images.names[package]), images: users, labels: labels, variants: [.nothing, all],
                cost: cost)
        }
    }

    /// The families of which images over the budget have something.
    private func liveFamilies() -> [Int] {
        var over = NodeSet(count: layers.count)
        for (image, layers) in layers.enumerated() where layers.count > budget.layers { over.insert(image) }
        return merged.indices.filter { merged[$0].map { !$0.images.isDisjoint(with: over) } ?? false }
    }

    private mutating func offer(_ number: Int, to others: some Sequence<Int>) {
        guard let family = merged[number] else { return }
        for other in others where other != number {
            guard let partner = merged[other] else { continue }
            let change = change(family, partner)
            guard change < 0 else { continue }
            queue.insert(MergeQueue.Pair(change: change, first: min(number, other), second: max(number, other)))
        }
    }

    private mutating func merge(_ one: Int, _ first: MergedFamily, _ two: Int, _ second: MergedFamily) {
        let both = union(first, second)
        let number = merged.count
        merged[one] = nil
        merged[two] = nil
        merged.append(both)
        alive -= 1
        both.images.visit { image in
            let variant = both.variants[Int(both.labels[image])]
            layers[image].removeAll { $0.family == one || $0.family == two }
            layers[image].append(
                Layer(family: number, shared: cost.shared(bytes: variant.bytes, weight: variant.weight)))
            savings[image] = saving(image)
        }
        offer(number, to: liveFamilies())
    }

    /// What an image saves if it has one layer less: the largest of those that it folds is then not folded.
    private func saving(_ image: Int) -> Double {
        let layers = layers[image]
        guard layers.count > budget.layers else { return 0 }
        let shared = layers.map(\.shared).sorted()[layers.count - budget.layers]
        return cost.saving(shared: shared, weight: weights[image])
    }
}
