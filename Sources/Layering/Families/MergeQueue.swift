/// Pairs of families by how much merging them lowers the cost: a binary heap of the best few partners of each family.
///
/// A pair belongs to the family with the higher number. Of a family's pairs only the best are here, so that the queue grows with the number
/// of families, not with its square; once these are used up the others have to be offered again (``popFirst()``).
struct MergeQueue {
    struct Pair: Comparable {
        let change: Double
        let first: Int
        /// The family that it belongs to; the higher number.
        let second: Int

        static func < (left: Pair, right: Pair) -> Bool {
            (left.change, left.first, left.second) < (right.change, right.first, right.second)
        }
    }

    /// How many pairs of one family are here at most.
    static let partners = 1000

    private var pairs: [Pair] = []
    /// By family: how many of its pairs are here.
    private var counts: [Int: Int] = [:]
    /// Families of which not all pairs were taken.
    private var cut: Set<Int> = []

    /// The best pair.
    var first: Pair? { pairs.first }

    var count: Int { pairs.count }

    /// Takes the best pairs of a family that has none here.
    ///
    /// - Parameter offered: all of them, in any order.
    mutating func insert(_ offered: [Pair], of family: Int) {
        guard !offered.isEmpty else { return }
        let isCut = offered.count > Self.partners
        let best = isCut ? Array(offered.sorted().prefix(Self.partners)) : offered
        if isCut { cut.insert(family) }
        counts[family] = best.count
        for pair in best { push(pair) }
    }

    /// Puts a pair back that was taken out last, as it has another value now.
    mutating func reinsert(_ pair: Pair) {
        counts[pair.second, default: 0] += 1
        push(pair)
    }

    /// Takes out the best pair.
    mutating func popFirst() -> Pair? {
        guard let best = pop() else { return nil }
        counts[best.second] = counts[best.second].flatMap { $0 > 1 ? $0 - 1 : nil }
        return best
    }

    /// Whether the pairs of a family are used up, and there were others: they may be offered again.
    mutating func needsMore(of family: Int) -> Bool {
        counts[family] == nil && cut.remove(family) != nil
    }

    private mutating func push(_ pair: Pair) {
        pairs.append(pair)
        var place = pairs.count - 1
        while place > 0, pairs[place] < pairs[(place - 1) / 2] {
            pairs.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func pop() -> Pair? {
        guard let best = pairs.first, let last = pairs.popLast() else { return nil }
        guard !pairs.isEmpty else { return best }
        pairs[0] = last
        var place = 0
        while let child = (2 * place + 1...2 * place + 2).filter(pairs.indices.contains).min(by: {
            pairs[$0] < pairs[$1]
        }),
            pairs[child] < pairs[place]
        {
            pairs.swapAt(place, child)
            place = child
        }
        return best
    }
}
