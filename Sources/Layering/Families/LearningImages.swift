/// The images that a table is learned from, by the names of their packages, with made-up ones that are like them.
struct LearningImages {
    /// Sorted.
    let names: [String]
    /// Bytes; of several packages with one name, the largest one's.
    let sizes: [Double]
    /// The names of each image by number, ascending; the known images first, each kind in the order of its numbers.
    let images: [[Int]]
    let known: Int

    /// More images are thinned out to these.
    private static let most = 3000
    /// How much a known image counts; a made-up one counts 1.
    static let knownWeight = 2

    init(_ graph: PackageGraph, _ images: [[Int]], variations count: Int) {
        let thinned = Self.thinned(Self.sorted(images.filter { !$0.isEmpty }, graph))
        let variations = ImageVariations(graph, thinned).images(count: thinned.isEmpty ? 0 : count)
        let used = Set(thinned.joined()).union(variations.joined())
        names = Set(used.map { graph.packages[$0].stable.name }).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var sizes = Array(repeating: 0.0, count: names.count)
        let numberOf = graph.packages.map { numbers[$0.stable.name] }
        for package in used {
            guard let number = numberOf[package] else { continue }
            sizes[number] = max(sizes[number], Double(graph.packages[package].narSize))
        }
        self.sizes = sizes
        known = thinned.count
        self.images = (thinned + variations).map { image in Set(image.compactMap { numberOf[$0] }).sorted() }
    }

    func weight(_ image: Int) -> Int { image < known ? Self.knownWeight : 1 }

    /// In an order that does not depend on that of the packages.
    private static func sorted(_ images: [[Int]], _ graph: PackageGraph) -> [[Int]] {
        let ranks = graph.ranks
        return images.map { image in (Set(image).map { ranks[$0] }.sorted(), image) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
            .map { Set($0.1).sorted { (ranks[$0], $0) < (ranks[$1], $1) } }
    }

    private static func thinned(_ images: [[Int]]) -> [[Int]] {
        guard images.count > most else { return images }
        return (0..<most).map { images[$0 * images.count / most] }
    }
}
