/// The default of nixpkgs' `dockerTools`: its popularity contest (G. Christensen, "Optimising Docker Layers for Better Caching with
/// Nix", 2018), then one layer for each of the first nodes.
///
/// Inputs: the graph. Steps:
/// 1. A node's count is the number of paths through the graph that lead from its tops (what nothing refers to) to each node of
///    which it is a dependency, or which it is itself. nixpkgs counts it by merging tables from the bottom up; by linearity that is
///    `count(k) = Σ paths(c)` over all `c` that lead to `k`, with `paths(c)` = number of different paths from a top to `c`.
/// 2. The nodes are sorted by count, highest first.
/// 3. The first `budget - 1` are layers of their own, all others make up the last.
///
///     git → curl → openssl → glibc      paths: git 1, curl 1, openssl 2, glibc 3
///     git → openssl, git → glibc        counts: glibc 1+1+2+3 = 7, openssl 1+1+2 = 4, curl 2, git 1
///                                       budget 3: [glibc] [openssl] [curl git]
///
/// Ties: by name and version, then hash.
public struct PopularityStrategy: LayeringStrategy {
    public let name = "popularity"

    public init() {}

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let index = ClosureIndex(graph)
        let counts = counts(index)
        let names = index.nodes.map(\.path).map(Self.name)
        let order = index.nodes.indices.sorted { left, right in
            (counts[right], names[left].0, names[left].1) < (counts[left], names[right].0, names[right].1)
        }
        guard order.count > budget.layers else {
            return try index.plan(
                order.map { [$0] }, reasons: order.map { Self.reason(counts[$0]) }, of: graph, budget: budget)
        }
        let alone = order.prefix(budget.layers - 1)
        return try index.plan(
            alone.map { [$0] } + [Array(order.dropFirst(alone.count))],
            reasons: alone.map { Self.reason(counts[$0]) } + ["the rest: over the budget, and counted least"],
            of: graph, budget: budget)
    }

    private static func reason(_ count: UInt128) -> String {
        "alone: counted \(Figure.text(count)) times in this image"
    }

    /// Step 1. Numbers of paths can be astronomical: they stop at the largest that fits.
    private func counts(_ index: ClosureIndex) -> [UInt128] {
        let isReferred = index.references.joined().reduce(into: NodeSet(count: index.nodes.count)) {
            $0.insert($1)
        }
        var paths = index.nodes.indices.map { isReferred.contains($0) ? UInt128(0) : 1 }
        for node in index.dependenciesFirst.reversed() {
            // A path does not go around a cycle.
            for target in index.references[node] where index.components[target] != index.components[node] {
                paths[target] = Self.sum(paths[target], paths[node])
            }
        }
        var counts = Array(repeating: UInt128(0), count: index.nodes.count)
        for node in index.nodes.indices {
            index.closures[node].visit { counts[$0] = Self.sum(counts[$0], paths[node]) }
        }
        return counts
    }

    private static func sum(_ left: UInt128, _ right: UInt128) -> UInt128 {
        let (sum, isOver) = left.addingReportingOverflow(right)
        return isOver ? .max : sum
    }

    /// A store path's name and version, and what stands before them.
    private static func name(_ path: String) -> (String, String) {
        let parts = path.split(separator: "-", maxSplits: 1)
        return (parts.count > 1 ? String(parts[1]) : "", String(parts.first ?? ""))
    }
}
