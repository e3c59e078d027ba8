/// Draws packages with a probability that grows with their popularity, whatever the order of the packages.
struct PopularityDraw {
    private let order: [Int]
    private let sums: [Double]
    /// Whether the graph says which packages are popular.
    let isInformed: Bool

    /// Half-way between drawing each package alike and drawing what most others need.
    private static let power = 0.7

    init(_ graph: PackageGraph) {
        let ranks = graph.ranks
        order = graph.packages.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        var sum = 0.0
        sums = order.map { package in
            sum += Self.weight(graph.packages[package].popularity)
            return sum
        }
        isInformed = graph.packages.contains { $0.popularity > 0 }
    }

    /// - Precondition: there is a package.
    func package(using random: inout some RandomNumberGenerator) -> Int {
        let place = Double.random(in: 0..<(sums.last ?? 1), using: &random)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > place { high = middle } else { low = middle + 1 }
        }
        return order[low]
    }

    /// (popularity + 1) to the power, by square roots: the C library's `pow` is not in this module's reach.
    private static func weight(_ popularity: Int) -> Double {
        let count = Double(popularity + 1)
        let root = count.squareRoot()
        let fourth = root.squareRoot()
        // 1/2 + 1/8 + 1/16 = 0.6875
        return root * fourth.squareRoot() * fourth.squareRoot().squareRoot()
    }
}

/// SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
