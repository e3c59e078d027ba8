/// What a layer costs a registry and its clients. Weights of images are whole numbers: ``LearningImages/weight(_:)``.
struct LayerCost {
    /// How many further images are expected, of which any may have the layer.
    private static let images = 361
    /// How many random images a client is expected to hold, and what it counts in comparison with the registry.
    private static let heldImages = 8
    private static let clientShare = 0.1
    /// How likely a path is new in the next revision, and what that counts in comparison with the first time.
    private static let change = 0.05
    private static let changeShare = 1.0
    /// What a byte costs in an image's fold, in comparison with a layer that one image has.
    private static let foldShare = 0.3

    /// By weight: the probability that one of the expected images has a layer that images of this weight have.
    private let reuse: [Double]
    /// By weight: what the layer's bytes count.
    private let share: [Double]
    /// By the number of paths: how much more a layer costs because any of them may change.
    private let churn: [Double]

    /// - Parameters:
    ///   - total: the weight of all images.
    ///   - paths: the most that a layer can have.
    init(total: Int, paths: Int) {
        let absent = (0...total).map { max(0, 1 - Double($0) / Double(max(1, total))) }
        reuse = absent.map { 1 - Self.power($0, Self.images) }
        share = absent.map {
            1 - Self.power($0, Self.images) + Self.clientShare * (1 - Self.power($0, Self.heldImages))
        }
        churn = (0...paths).map { 1 + Self.changeShare * (1 - Self.power(1 - Self.change, $0)) }
    }

    /// - Parameters:
    ///   - weight: of the images that have it.
    ///   - paths: how many store paths it has.
    func cost(bytes: Double, paths: Int, weight: Int) -> Double { bytes * churn[paths] * share[weight] }

    /// The bytes of a layer that others are expected to share.
    func shared(bytes: Double, weight: Int) -> Double { bytes * reuse[weight] }

    /// What an image saves when a layer more need not be folded.
    ///
    /// - Parameters:
    ///   - shared: the bytes of it that others are expected to share.
    ///   - weight: of the image.
    func saving(shared: Double, weight: Int) -> Double {
        Self.foldShare * shared * Double(weight) / Double(LearningImages.knownWeight)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}
