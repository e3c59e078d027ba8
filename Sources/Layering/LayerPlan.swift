/// A checked grouping of a closure: every path in exactly one layer, at most the budget's layers, none empty.
public struct LayerPlan: Hashable, Sendable {
    /// Base first; the paths of a layer are sorted.
    public let layers: [[String]]
    /// Why each layer's paths are together, for people; as many as there are layers, empty where the strategy says nothing.
    public let reasons: [String]

    /// - Parameter reasons: one for each layer, or none.
    /// - Throws: ``LayeringError`` naming the law that the layers break.
    public init(
        _ layers: [[String]], of graph: ClosureGraph, budget: LayerBudget, reasons: [String] = []
    ) throws(LayeringError) {
        precondition(reasons.isEmpty || reasons.count == layers.count, "a reason for each layer")
        guard layers.count <= budget.layers else {
            throw .overBudget(layers: layers.count, budget: budget.layers)
        }
        var left = Set(graph.nodes.map(\.path))
        for layer in layers {
            guard !layer.isEmpty else { throw .emptyLayer }
            for path in layer where left.remove(path) == nil {
                throw graph.nodes.contains { $0.path == path } ? .pathTwice(path) : .unknownPath(path)
            }
        }
        if let path = left.min() { throw .pathMissing(path) }
        self.layers = layers.map { $0.sorted() }
        self.reasons = reasons.isEmpty ? layers.map { _ in "" } : reasons
    }
}

/// How many layers an image's store paths may take.
public struct LayerBudget: Hashable, Sendable {
    public let layers: Int

    /// What Nixery uses, and what leaves room below the 127 layers that container runtimes take.
    public static let standard = LayerBudget(unchecked: 94)

    /// For runtimes and clients to which each layer is a burden.
    public static let few = LayerBudget(unchecked: 40)

    /// - Parameter layers: 1 to 126.
    /// - Throws: ``LayeringError/budgetOutOfRange(_:)``.
    public init(_ layers: Int) throws(LayeringError) {
        guard (1...126).contains(layers) else { throw .budgetOutOfRange(layers) }
        self.layers = layers
    }

    private init(unchecked layers: Int) { self.layers = layers }
}

/// What is wrong with a graph, a plan or a budget.
public enum LayeringError: Error, Hashable, Sendable {
    case budgetOutOfRange(Int)
    case duplicateNode
    case danglingReference(from: String, to: String)
    case overBudget(layers: Int, budget: Int)
    case emptyLayer
    case unknownPath(String)
    case pathTwice(String)
    case pathMissing(String)
}

extension LayeringError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .budgetOutOfRange(let layers): "a layer budget is 1 to 126, not \(layers)"
        case .duplicateNode: "the closure names a store path twice"
        case .danglingReference(let from, let to): "'\(from)' refers to '\(to)', which is not in the closure"
        case .overBudget(let layers, let budget): "the plan has \(layers) layers, the budget is \(budget)"
        case .emptyLayer: "the plan has a layer without store paths"
        case .unknownPath(let path): "the plan names '\(path)', which is not in the closure"
        case .pathTwice(let path): "the plan has '\(path)' twice"
        case .pathMissing(let path): "the plan leaves out '\(path)'"
        }
    }
}
