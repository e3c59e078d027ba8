/// What two families are together.
extension FamilyMerger {
    /// How merging two families changes the cost; positive where no image over the budget has both.
    func change(_ first: MergedFamily, _ second: MergedFamily) -> Double {
        var saved = 0.0
        first.images.visit(sharedWith: second.images) { saved += savings[$0] }
        guard saved > 0 else { return 1 }
        return together(first, second) - first.cost - second.cost - saved + surprises(first, second)
    }

    /// The cost of all layers that images have of both.
    private func together(_ first: MergedFamily, _ second: MergedFamily) -> Double {
        let columns = second.variants.count
        let pairs = first.variants.count * columns
        // Most pairs of variants come in no image: a table of all of them would be as large as both families' products.
        guard pairs <= 8 * weights.count else { return sorted(first, second) }
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: pairs) { weights in
            weights.initialize(repeating: 0)
            first.images.visit(unionWith: second.images) { image in
                weights[Int(first.labels[image]) * columns + Int(second.labels[image])] += self.weights[image]
            }
            var sum = 0.0
            for pair in 0..<pairs where weights[pair] > 0 {
                sum += layerCost(of: pair, first, second, weight: weights[pair])
            }
            return sum
        }
    }

    /// The same by a list of the pairs of variants that there are.
    private func sorted(_ first: MergedFamily, _ second: MergedFamily) -> Double {
        let columns = second.variants.count
        return withUnsafeTemporaryAllocation(of: (pair: Int, weight: Int).self, capacity: weights.count) { found in
            var count = 0
            first.images.visit(unionWith: second.images) { image in
                let pair = Int(first.labels[image]) * columns + Int(second.labels[image])
                found.initializeElement(at: count, to: (pair, weights[image]))
                count += 1
            }
            var filled = found[..<count]
            filled.sort { $0.pair < $1.pair }
            var sum = 0.0
            var (place, weight) = (0, 0)
            while place < count {
                weight += found[place].weight
                place += 1
                guard place == count || found[place].pair != found[place - 1].pair else { continue }
                sum += layerCost(of: found[place - 1].pair, first, second, weight: weight)
                weight = 0
            }
            return sum
        }
    }

    /// The cost of the layer that images have who have these variants of both.
    private func layerCost(of pair: Int, _ first: MergedFamily, _ second: MergedFamily, weight: Int) -> Double {
        let (row, column) = pair.quotientAndRemainder(dividingBy: second.variants.count)
        let (one, two) = (first.variants[row], second.variants[column])
        return cost.cost(bytes: one.bytes + two.bytes, paths: one.paths + two.paths, weight: weight)
    }

    /// A family that never came without the other one may do so yet.
    private func surprises(_ first: MergedFamily, _ second: MergedFamily) -> Double {
        let isFirstPart = first.images.isSubset(of: second.images)
        let isSecondPart = second.images.isSubset(of: first.images)
        return (isFirstPart ? surprise(first) : 0) + (isSecondPart ? surprise(second) : 0)
    }

    private func surprise(_ family: MergedFamily) -> Double {
        let seen = Double(family.weight) / Double(LearningImages.knownWeight)
        return Self.surprise / (1 + seen) * family.bytes
    }

    /// The deepest groups are those that come together most surely, and readers of JSON bear so many lists in lists only.
    private func group(_ first: MergedFamily, _ second: MergedFamily) -> PackageGroup {
        let group = PackageGroup.groups([first.group, second.group])
        return group.depth > Self.depth ? group.flattened(to: Self.depth) : group
    }

    /// How many lists there are around a package at most.
    private static let depth = 64

    func union(_ first: MergedFamily, _ second: MergedFamily) -> MergedFamily {
        var numbers: [Int: Int] = [:]
        var variants = [MergedFamily.Variant.nothing]
        var labels = Array(repeating: UInt32(0), count: weights.count)
        first.images.visit(unionWith: second.images) { image in
            let (one, two) = (Int(first.labels[image]), Int(second.labels[image]))
            let pair = one * second.variants.count + two
            let number = numbers[pair] ?? variants.count
            if number == variants.count {
                numbers[pair] = number
                variants.append(first.variants[one] + second.variants[two])
            }
            variants[number].weight += weights[image]
            labels[image] = UInt32(number)
        }
        var images = first.images
        images.formUnion(second.images)
        return MergedFamily(
            group: group(first, second), images: images, labels: labels, variants: variants, cost: cost)
    }
}
