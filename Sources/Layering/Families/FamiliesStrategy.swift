/// Packages that nearly always come together share a layer, in every image the same ones; what is over the budget is folded where it
/// is least likely to be reused.
///
/// Inputs: the graph, a ``FamilyTable`` (its level for the budget). Steps:
/// 1. The paths whose packages are of one family are a layer; a path whose package the table does not know is one.
/// 2. Where an image has only some of a family and the budget leaves room, the largest of such layers are split into the whole groups
///    that the family was put together from: these are shared with every other image that has them.
/// 3. Where there are too many layers, small packages of one version that the table does not know are put together (``Siblings``).
/// 4. A layer's rating is its size times how likely other images have the same one: less for packages that few images had, and less
///    for a part of a family.
/// 5. While there are too many layers, those with the lowest ratings are folded (``FamilyFold``).
/// 6. The layers come in descending order of their size times the number of images that had them, folds last: runtimes that share
///    unpacked layers only under equal chains of lower ones find the longest chains then.
///
///     table: {libc} {perl perl-base} {git}       image: libc perl perl-base git jq oniguruma, budget 4
///     →  [libc] [perl perl-base] [oniguruma] [git jq]       git and jq are folded: nothing refers to them
///
/// Without a table no package is known, so only steps 3 to 6 remain: the largest alone, small ones of one version together, and two folds.
///
/// Ties: by the first name of a layer, then by path.
public struct FamiliesStrategy: LayeringStrategy {
    public let name = "families"
    private let known: Known?
    private let levels: [FamilyIndex]

    /// The images that a table was learned from.
    struct Known: Sendable {
        let images: Int
        /// Whether nobody asked for them.
        let areDrawn: Bool
    }

    /// - Parameter table: nil to look only at the image.
    public init(table: FamilyTable? = nil) {
        known = table.map { Known(images: $0.images, areDrawn: $0.areDrawn) }
        levels = (table?.levels ?? []).map { FamilyIndex($0) }
    }

    public func plan(_ graph: ClosureGraph, budget: LayerBudget) throws -> LayerPlan {
        let level = levels.first { $0.budget.layers <= budget.layers } ?? levels.last ?? .empty
        let found = level.layers(of: graph, budget: budget)
        var layers = Siblings(found, graph, budget).grouped().sorted { first, second in
            first.rating == second.rating ? FamilyLayer.isBefore(first, second) : first.rating > second.rating
        }
        let folded = FamilyFold(graph).fold(&layers, budget)
        layers.sort { first, second in
            first.weight == second.weight ? FamilyLayer.isBefore(first, second) : first.weight > second.weight
        }
        layers += folded
        return try LayerPlan(
            layers.map { $0.members.map { graph.nodes[$0].path } }, of: graph, budget: budget,
            reasons: layers.map { $0.reason(known) })
    }
}
