import Conformance
import Testing

@testable import Layering

@Suite struct MergeQueueTests {
    @Test func `The queue gives the best pair first`() {
        var random = SeededGenerator(seed: 11)
        let pairs = (1...500).map { number in
            MergeQueue.Pair(
                change: -Double(Int.random(in: 0..<50, using: &random)), first: number - 1, second: number)
        }
        var queue = MergeQueue()
        for pair in pairs { queue.insert([pair], of: pair.second) }
        #expect(Self.emptied(&queue) == pairs.sorted())
    }

    /// One family's pairs, the last one the best.
    private static let pairs = (0..<2 * MergeQueue.partners).map { number in
        MergeQueue.Pair(change: -1 - Double(number), first: number, second: 1_000_000)
    }

    @Test func `Of a family's pairs only the best few are kept, until these are used up`() {
        var queue = MergeQueue()
        queue.insert(Self.pairs, of: 1_000_000)
        #expect(queue.count == MergeQueue.partners)
        var popped: [MergeQueue.Pair] = []
        while !queue.needsMore(of: 1_000_000), let pair = queue.popFirst() { popped.append(pair) }
        #expect(popped == Self.pairs.suffix(MergeQueue.partners).reversed())
        queue.insert(Array(Self.pairs.prefix(3)), of: 1_000_000)
        #expect(Self.emptied(&queue) == Self.pairs.prefix(3).reversed())
        let isCut = queue.needsMore(of: 1_000_000)
        #expect(!isCut, "these were all")
    }

    @Test func `A pair that is put back counts as one of its family's`() throws {
        var queue = MergeQueue()
        queue.insert(Self.pairs, of: 1_000_000)
        for _ in 1..<MergeQueue.partners { _ = queue.popFirst() }
        let popped = queue.popFirst()
        let last = try #require(popped)
        queue.reinsert(MergeQueue.Pair(change: -0.5, first: last.first, second: last.second))
        let isUsedUp = queue.needsMore(of: 1_000_000)
        #expect(!isUsedUp)
        #expect(Self.emptied(&queue).map(\.change) == [-0.5])
        let needsMore = queue.needsMore(of: 1_000_000)
        #expect(needsMore)
    }

    private static func emptied(_ queue: inout MergeQueue) -> [MergeQueue.Pair] {
        var popped: [MergeQueue.Pair] = []
        while let pair = queue.popFirst() { popped.append(pair) }
        return popped
    }
}
