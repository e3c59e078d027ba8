import Testing

@testable import Host

@Suite struct CacheKeyTests {
    /// Parts that would be the same text if they were only joined.
    @Test func partsDoNotRunTogether() {
        let keys = [
            [["ab", "c"]], [["a", "bc"]], [["abc"]], [["ab"], ["c"]], [["ab", "c"], []], [["ab", "", "c"]],
        ].map {
            lists in
            var key = CacheKey("test")
            for list in lists { key.add(list) }
            return key.finish()
        }
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.count == 64 })
    }

    @Test func kindsDoNotMeet() {
        #expect(CacheKey("a").finish() != CacheKey("b").finish())
    }
}

@Suite struct BoundedTableTests {
    @Test func forgetsWhatWasNotUsedForLongest() {
        let table = BoundedTable<Int, Int>(limit: 100)
        for number in 0..<1000 {
            table.insert(number, for: number, cost: 1)
            #expect(table[0] == 0, "used all the time")
        }
        #expect(table[999] == 999)
        #expect(table[1] == nil)
        #expect((0..<1000).count { table[$0] != nil } <= 100)
    }

    @Test func removesAndReplaces() {
        let table = BoundedTable<String, Int>(limit: 10)
        table.insert(1, for: "a", cost: 1)
        table.insert(2, for: "a", cost: 1)
        #expect(table["a"] == 2)
        table.remove("a")
        #expect(table["a"] == nil)
        table.insert(3, for: "large", cost: 6)
        #expect(table["large"] == nil, "one entry may not take the table over")
    }
}
