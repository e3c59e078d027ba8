/// Immediate dominators (K. Cooper, T. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm", 2001): the last node that every path
/// from the start to a node goes through.
enum Dominators {
    /// - Parameters:
    ///   - successors: the targets of each node's edges.
    ///   - start: the node from which every path begins; every node must be reachable from it.
    /// - Returns: the immediate dominator of each node; the start's is itself.
    static func immediate(_ successors: [[Int]], start: Int) -> [Int] {
        let order = reversePostorder(successors, start)
        var position = Array(repeating: 0, count: successors.count)
        for (place, node) in order.enumerated() { position[node] = place }
        var predecessors: [[Int]] = Array(repeating: [], count: successors.count)
        for node in order { for target in successors[node] { predecessors[target].append(node) } }

        var dominator = Array(repeating: -1, count: successors.count)
        dominator[start] = start
        var isChanged = true
        while isChanged {
            isChanged = false
            for node in order.dropFirst() {
                let known = predecessors[node].filter { dominator[$0] >= 0 }
                let common = known.dropFirst().reduce(known[0]) { meet($0, $1, dominator, position) }
                if dominator[node] != common {
                    dominator[node] = common
                    isChanged = true
                }
            }
        }
        return dominator
    }

    /// The nearest node that dominates both.
    private static func meet(_ first: Int, _ second: Int, _ dominator: [Int], _ position: [Int])
        -> Int
    {
        var (first, second) = (first, second)
        while first != second {
            if position[first] > position[second] {
                first = dominator[first]
            } else {
                second = dominator[second]
            }
        }
        return first
    }

    private static func reversePostorder(_ successors: [[Int]], _ start: Int) -> [Int] {
        var order: [Int] = []
        var isSeen = Array(repeating: false, count: successors.count)
        var stack = [(node: start, next: 0)]
        isSeen[start] = true
        while let (node, next) = stack.last {
            if next < successors[node].count {
                stack[stack.count - 1].next += 1
                let target = successors[node][next]
                if !isSeen[target] {
                    isSeen[target] = true
                    stack.append((target, 0))
                }
            } else {
                order.append(node)
                stack.removeLast()
            }
        }
        return order.reversed()
    }
}
