import Synchronization

/// An in-memory table that holds at most a given cost and forgets what was not used for longest.
///
/// Two generations: entries are added to the young one and moved there when used; when the young one holds half of the
/// limit it becomes the old one, and what the old one still held is forgotten. Every operation takes constant time.
final class BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Generations {
        var young: [Key: (value: Value, cost: Int)] = [:]
        var old: [Key: (value: Value, cost: Int)] = [:]
        var youngCost = 0
    }

    private let limit: Int
    private let generations = Mutex(Generations())

    /// - Parameter limit: the sum of costs to hold at most, in the unit of the costs given.
    init(limit: Int) { self.limit = limit }

    subscript(key: Key) -> Value? {
        generations.withLock { generations in
            if let entry = generations.young[key] { return entry.value }
            guard let entry = generations.old.removeValue(forKey: key) else { return nil }
            insert(entry, for: key, into: &generations)
            return entry.value
        }
    }

    func insert(_ value: Value, for key: Key, cost: Int) {
        generations.withLock { generations in
            remove(key, from: &generations)
            insert((value, cost), for: key, into: &generations)
        }
    }

    func remove(_ key: Key) {
        generations.withLock { remove(key, from: &$0) }
    }

    private func remove(_ key: Key, from generations: inout Generations) {
        generations.old[key] = nil
        if let entry = generations.young.removeValue(forKey: key) { generations.youngCost -= entry.cost }
    }

    private func insert(_ entry: (value: Value, cost: Int), for key: Key, into generations: inout Generations) {
        guard entry.cost <= limit / 2 else { return }
        generations.young[key] = entry
        generations.youngCost += entry.cost
        guard generations.youngCost > limit / 2 else { return }
        generations.old = generations.young
        generations.young = [:]
        generations.youngCost = 0
    }
}
