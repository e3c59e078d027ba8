/// nixpkgs' automatic layering by size (`auto-layer.py`).
///
/// Inputs: the graph. Steps:
/// 1. All paths are in one layer.
/// 2. The largest path that was not looked at becomes *chosen*. Each path's key is the set of chosen paths that need it and that no
///    other chosen path stands before: a dependency of the new path that only it has is keyed by it, one that several have by all of
///    them.
/// 3. Paths of one key are a layer. If there are more layers than the budget, the last choice is undone and that is the end.
/// 4. The layers come in ascending order of the size of their closures.
///
///     chosen: git            [git perl openssl glibc] [rest]
///     chosen: git, perl      [git openssl] [perl] [glibc] [rest]      glibc is needed by both
///
/// Ties: of equal sizes, the path that sorts last is chosen first; of equal closures, the layer with the first name comes first.
public struct SizeFirstStrategy: LayeringStrategy {
    public let name = "size-first"

    public init() {}

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let index = ClosureIndex(graph)
        let keys = split(index, budget: budget)
        let layers = Dictionary(grouping: index.nodes.indices) { keys[$0] }
            .map { key, members in
                let closure = members.reduce(into: NodeSet(count: keys.count)) {
                    $0.formUnion(index.closures[$1])
                }
                return (size: index.size(closure), members: members, reason: Self.reason(key.members, members, index))
            }
            .sorted { ($0.size, $0.members[0]) < ($1.size, $1.members[0]) }
        return try index.plan(layers.map(\.members), reasons: layers.map(\.reason), of: graph, budget: budget)
    }

    /// - Parameter key: the chosen paths under which the members are.
    private static func reason(_ key: [Int], _ members: [Int], _ index: ClosureIndex) -> String {
        // Whoever is left without a key was not reached before the budget was used up.
        guard let first = key.first else { return "the rest: over the budget" }
        let name = index.nodes[first].name
        guard key.count == 1 else { return "shared by \(name) and \(key.count - 1) more of the largest" }
        return members == key ? "alone: among the largest" : "grouped under \(name), one of the largest"
    }

    /// The key of each path when the budget is used up.
    private func split(_ index: ClosureIndex, budget: LayerBudget) -> [NodeSet] {
        let users = users(index)
        var keys = Array(repeating: NodeSet(count: index.nodes.count), count: index.nodes.count)
        let bySize = index.nodes.indices.sorted { left, right in
            let (left, right) = (index.nodes[left], index.nodes[right])
            return (right.narSize, right.path) < (left.narSize, left.path)
        }
        for chosen in bySize {
            let next = choosing(chosen, keys, users: users[chosen], index)
            guard Set(next).count <= budget.layers else { break }
            keys = next
        }
        return keys
    }

    private func choosing(_ chosen: Int, _ keys: [NodeSet], users: NodeSet, _ index: ClosureIndex)
        -> [NodeSet]
    {
        var keys = keys
        keys[chosen] = NodeSet(count: keys.count)
        keys[chosen].insert(chosen)
        var dependencies = index.closures[chosen]
        dependencies.remove(chosen)
        dependencies.visit { dependency in
            keys[dependency].subtract(users)
            if keys[dependency].isDisjoint(with: dependencies) { keys[dependency].insert(chosen) }
        }
        return keys
    }

    /// Which other paths lead to each.
    private func users(_ index: ClosureIndex) -> [NodeSet] {
        var users = Array(repeating: NodeSet(count: index.nodes.count), count: index.nodes.count)
        for node in index.nodes.indices {
            index.closures[node].visit { if $0 != node { users[$0].insert(node) } }
        }
        return users
    }
}
