/// Makes up images that are like known ones: some of the packages that were asked for are left out, and as many others come in, partly
/// what other images asked for, partly anything by its popularity.
struct ImageVariations {
    private let graph: PackageGraph
    private let images: [[Int]]
    /// The packages of each image that nothing else in it refers to.
    private let tops: [[Int]]
    private let allTops: [Int]
    /// What every image has.
    private let common: [Int]
    private let draw: PopularityDraw

    private static let leftOut = 0.3
    private static let byPopularity = 0.6

    /// - Parameter images: in an order that does not depend on that of the packages.
    init(_ graph: PackageGraph, _ images: [[Int]]) {
        self.graph = graph
        self.images = images
        tops = images.map { image in
            let referred = Set(image.lazy.flatMap { graph.packages[$0].references })
            return image.filter { !referred.contains($0) }
        }
        allTops = tops.flatMap(\.self)
        var counts: [Int: Int] = [:]
        for package in images.joined() { counts[package, default: 0] += 1 }
        common = counts.filter { $0.value == images.count }.keys.sorted()
        draw = PopularityDraw(graph)
    }

    func images(count: Int) -> [[Int]] {
        var random = SplitMix64(state: 5)
        return (0..<count).map { _ in
            var roots: [Int] = []
            for top in tops[Int.random(in: tops.indices, using: &random)] {
                let isKept = Double.random(in: 0..<1, using: &random) >= Self.leftOut
                roots.append(isKept || allTops.isEmpty ? top : another(using: &random))
            }
            return graph.closure(of: roots + common)
        }
    }

    private func another(using random: inout SplitMix64) -> Int {
        if draw.isInformed, Double.random(in: 0..<1, using: &random) < Self.byPopularity {
            return draw.package(using: &random)
        }
        return allTops[Int.random(in: allTops.indices, using: &random)]
    }
}
