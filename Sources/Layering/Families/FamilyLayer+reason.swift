extension FamilyLayer {
    /// For people: what tells it from other layers comes first, where a narrow terminal shows it.
    ///
    /// - Parameter table: nil where there is none.
    func reason(_ table: FamiliesStrategy.Known?) -> String {
        switch kind {
        case .unknown: table == nil ? "alone" : "alone: not in the table"
        case .otherVersion: "alone: smaller than another of its name"
        case .siblings(let count, let version):
            "\(count) of version \(version)" + (table == nil ? "" : ": in no family")
        case .whole(1, let seen): "alone: \(Self.seen(seen, table))"
        case .whole(let count, let seen): "family of \(count): \(Self.seen(seen, table))"
        case .part(let count, let family, let seen):
            "\(count) of a family of \(family): some of it \(Self.seen(seen, table))"
        case .group(let count, let family, let seen):
            "group of \(count) in a family of \(family): some of it \(Self.seen(seen, table))"
        case .folded: "folded: rarely shared, over the budget"
        case .foldedTops: "folded: tops, change often, over the budget"
        }
    }

    private static func seen(_ seen: Int, _ table: FamiliesStrategy.Known?) -> String {
        guard let table, seen > 0 else { return "only in images made up for learning" }
        return "in \(seen) of \(table.images) \(table.areDrawn ? "drawn images" : "images")"
    }
}
