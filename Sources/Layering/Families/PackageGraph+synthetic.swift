extension PackageGraph {
    /// Images that somebody could ask for: some packages each, drawn with a probability that grows with their popularity, and
    /// all that they lead to. The same seed gives the same images, whatever the order of the packages.
    ///
    /// - Returns: the packages of each image's closure, by their positions, ascending.
    public func syntheticImages(count: Int, seed: UInt64) -> [[Int]] {
        guard !packages.isEmpty else { return [] }
        let order = packages.indices.sorted { left, right in
            let (left, right) = (packages[left], packages[right])
            return (left.name, left.version, left.narSize) < (right.name, right.version, right.narSize)
        }
        var sum = 0.0
        let sums = order.map { position in
            sum += Double(packages[position].popularity + 1).squareRoot()
            return sum
        }
        var random = SyntheticRandom(state: seed)
        return (0..<count).map { _ in
            let size = Self.sizes[Int.random(in: Self.sizes.indices, using: &random)]
            return closure(
                of: (0..<size).map { _ in
                    let place = Double.random(in: 0..<sum, using: &random)
                    return order[sums.partitioned { $0 > place }]
                })
        }
    }

    /// How many packages images are asked for with: mostly few, seven on average.
    private static let sizes = [1, 1, 2, 2, 3, 4, 5, 7, 10, 15, 27]
}

/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
private struct SyntheticRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension [Double] {
    /// The first index whose element is large enough; elements ascend, and the last one is.
    fileprivate func partitioned(_ isLargeEnough: (Double) -> Bool) -> Int {
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high) / 2
            if isLargeEnough(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
