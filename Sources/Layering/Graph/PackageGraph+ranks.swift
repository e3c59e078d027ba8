extension PackageGraph {
    /// Each package's place in an order that does not depend on theirs here: by name, version, size and popularity, then by the places of
    /// what they refer to. Equal places mean packages that cannot be told apart by all of that.
    var ranks: [Int] {
        var ranks = Self.ranks(packages.indices) { left, right in
            let (left, right) = (packages[left], packages[right])
            return (left.name, left.version, left.narSize, left.popularity)
                < (right.name, right.version, right.narSize, right.popularity)
        }
        var count = Set(ranks).count
        // What tells two packages apart also tells those apart that refer to them: again until nothing new comes out.
        while count < packages.count {
            let references = packages.map { $0.references.map { ranks[$0] }.sorted() }
            let old = ranks
            ranks = Self.ranks(packages.indices) { left, right in
                old[left] == old[right]
                    ? references[left].lexicographicallyPrecedes(references[right]) : old[left] < old[right]
            }
            let found = Set(ranks).count
            guard found > count else { break }
            count = found
        }
        return ranks
    }

    /// The places of some numbers in an order; equal ones share theirs.
    private static func ranks(_ numbers: Range<Int>, by isBefore: (Int, Int) -> Bool) -> [Int] {
        let order = numbers.sorted(by: isBefore)
        var ranks = Array(repeating: 0, count: order.count)
        for (place, number) in order.enumerated().dropFirst() {
            let before = order[place - 1]
            ranks[number] = isBefore(before, number) ? place : ranks[before]
        }
        return ranks
    }
}
