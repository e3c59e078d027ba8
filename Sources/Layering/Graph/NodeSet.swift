/// A set of nodes of one ``ClosureIndex``, as bits.
struct NodeSet: Hashable, Sendable {
    private var words: [UInt64]

    /// - Parameter count: nodes of the graph.
    init(count: Int) { words = Array(repeating: 0, count: (count + 63) >> 6) }

    func contains(_ node: Int) -> Bool { words[node >> 6] >> UInt64(node & 63) & 1 != 0 }

    mutating func insert(_ node: Int) { words[node >> 6] |= 1 << UInt64(node & 63) }

    mutating func remove(_ node: Int) { words[node >> 6] &= ~(1 << UInt64(node & 63)) }

    mutating func formUnion(_ other: NodeSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func subtract(_ other: NodeSet) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    func isDisjoint(with other: NodeSet) -> Bool {
        for index in words.indices where words[index] & other.words[index] != 0 { return false }
        return true
    }

    /// Ascending.
    var members: [Int] {
        var members: [Int] = []
        visit { members.append($0) }
        return members
    }

    /// Calls the body for each member, in ascending order.
    func visit(_ body: (Int) -> Void) {
        for index in words.indices { Self.visit(words[index], index, body) }
    }

    func isSubset(of other: NodeSet) -> Bool {
        for index in words.indices where words[index] & ~other.words[index] != 0 { return false }
        return true
    }

    /// Calls the body for each member that both have, in ascending order.
    func visit(sharedWith other: NodeSet, _ body: (Int) -> Void) {
        for index in words.indices { Self.visit(words[index] & other.words[index], index, body) }
    }

    /// Calls the body for each member that one of them has, in ascending order.
    func visit(unionWith other: NodeSet, _ body: (Int) -> Void) {
        for index in words.indices { Self.visit(words[index] | other.words[index], index, body) }
    }

    private static func visit(_ word: UInt64, _ index: Int, _ body: (Int) -> Void) {
        var word = word
        while word != 0 {
            body(index << 6 + word.trailingZeroBitCount)
            word &= word - 1
        }
    }
}
