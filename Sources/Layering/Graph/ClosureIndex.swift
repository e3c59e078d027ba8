/// A ``ClosureGraph`` by numbers, for algorithms.
///
/// Node `i` is the `i`-th by name, equal names by path: an order that stays when a version, and with it every hash, changes. Ties
/// are broken by it.
struct ClosureIndex: Sendable {
    let nodes: [ClosureGraph.Node]
    let roots: [Int]
    /// Direct references, ascending.
    let references: [[Int]]
    /// What a node leads to, itself included.
    let closures: [NodeSet]
    /// Every node after those it refers to; within a cycle as found.
    let dependenciesFirst: [Int]
    /// Which cycle a node belongs to; nodes outside of cycles have a number of their own.
    let components: [Int]

    init(_ graph: ClosureGraph) {
        nodes = graph.nodes.sorted { ($0.name, $0.path) < ($1.name, $1.path) }
        let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.path, $0) })
        // The graph's initialiser checked that each of them exists.
        references = nodes.map { $0.references.compactMap { numbers[$0] }.sorted() }
        roots = graph.roots.compactMap { numbers[$0] }.sorted()
        let found = Components(references)
        components = found.numbers
        dependenciesFirst = found.order
        closures = Self.closures(references, found)
    }

    /// Sum of the sizes of everything that a node leads to, itself included.
    func closureSize(_ node: Int) -> Int64 { size(closures[node]) }

    func size(_ set: NodeSet) -> Int64 {
        var sum: Int64 = 0
        set.visit { sum += nodes[$0].narSize }
        return sum
    }

    /// Layers of numbers as a plan.
    ///
    /// - Parameter reasons: one for each layer.
    func plan(
        _ layers: [[Int]], reasons: [String], of graph: ClosureGraph, budget: LayerBudget
    ) throws(LayeringError) -> LayerPlan {
        try LayerPlan(layers.map { $0.map { nodes[$0].path } }, of: graph, budget: budget, reasons: reasons)
    }

    private static func closures(_ references: [[Int]], _ found: Components) -> [NodeSet] {
        var ofComponent: [NodeSet] = []
        // Components come dependencies first, so what one leads to is complete before it is needed.
        for members in found.members {
            var set = NodeSet(count: references.count)
            for member in members {
                set.insert(member)
                for target in references[member] where found.numbers[target] != ofComponent.count {
                    set.formUnion(ofComponent[found.numbers[target]])
                }
            }
            ofComponent.append(set)
        }
        return references.indices.map { ofComponent[found.numbers[$0]] }
    }
}
