/// Pairs of families by how much merging them lowers the cost: a binary heap.
struct MergeQueue {
    struct Pair: Comparable {
        let change: Double
        let first: Int
        let second: Int

        static func < (left: Pair, right: Pair) -> Bool {
            (left.change, left.first, left.second) < (right.change, right.first, right.second)
        }
    }

    private var pairs: [Pair] = []

    /// The best pair.
    var first: Pair? { pairs.first }

    mutating func insert(_ pair: Pair) {
        pairs.append(pair)
        var place = pairs.count - 1
        while place > 0, pairs[place] < pairs[(place - 1) / 2] {
            pairs.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func popFirst() -> Pair? {
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
