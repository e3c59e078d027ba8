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
