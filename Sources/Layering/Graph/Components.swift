/// The strongly connected components of a graph, dependencies first (R. Tarjan, "Depth-first search and linear graph
/// algorithms", SIAM J. Comput. 1972), without recursion: closures can be deep.
struct Components {
    /// The component of each node; a component refers only to itself and to lower numbers.
    private(set) var numbers: [Int]
    private(set) var members: [[Int]] = []
    /// The members of all components in their order.
    var order: [Int] { members.flatMap(\.self) }

    private var index: [Int]
    private var low: [Int]
    private var counter = 0
    private var open: [Int] = []

    /// - Parameter references: the targets of each node's edges.
    init(_ references: [[Int]]) {
        numbers = Array(repeating: -1, count: references.count)
        index = numbers
        low = numbers
        for start in references.indices where index[start] < 0 { visit(start, references) }
    }

    private mutating func enter(_ node: Int) {
        index[node] = counter
        low[node] = counter
        counter += 1
        open.append(node)
    }

    private mutating func visit(_ start: Int, _ references: [[Int]]) {
        var stack = [(node: start, next: 0)]
        enter(start)
        while let (node, next) = stack.last {
            if next < references[node].count {
                stack[stack.count - 1].next += 1
                let target = references[node][next]
                if index[target] < 0 {
                    enter(target)
                    stack.append((target, 0))
                } else if numbers[target] < 0 {
                    low[node] = min(low[node], index[target])
                }
            } else {
                stack.removeLast()
                if let parent = stack.last?.node { low[parent] = min(low[parent], low[node]) }
                if low[node] == index[node] { close(node) }
            }
        }
    }

    private mutating func close(_ head: Int) {
        var component: [Int] = []
        repeat {
            component.append(open.removeLast())
            numbers[component[component.count - 1]] = members.count
        } while component.last != head
        members.append(component.sorted())
    }
}
