extension PackageGraph {
    /// Images that somebody could ask for: some packages each, drawn with a probability that grows with their popularity, and
    /// all that they lead to. The same seed gives the same images, whatever the order of the packages.
    ///
    /// - Returns: the packages of each image's closure, by their positions, ascending.
    public func syntheticImages(count: Int, seed: UInt64) -> [[Int]] {
        guard !packages.isEmpty else { return [] }
        let draw = PopularityDraw(self)
        var random = SplitMix64(state: seed)
        return (0..<count).map { _ in
            let size = Self.sizes[Int.random(in: Self.sizes.indices, using: &random)]
            return closure(of: (0..<size).map { _ in draw.package(using: &random) })
        }
    }

    /// How many packages images are asked for with: mostly few, seven on average.
    private static let sizes = [1, 1, 2, 2, 3, 4, 5, 7, 10, 15, 27]
}
