import Testing

@testable import Host

@Suite struct BoundedTableTests {
    @Test func keepsWhatWasUsedLately() {
        let table = BoundedTable<Int, String>(limit: 20)
        table.insert("kept", for: 0, cost: 1)
        for number in 1...200 {
            table.insert("\(number)", for: number, cost: 1)
            #expect(table[0] == "kept", "after \(number) others")
        }
        #expect(table[1] == nil)
        #expect(table[200] == "200")
    }

    @Test(arguments: [1, 3, 10])
    func neverHoldsMoreThanItsLimit(cost: Int) {
        let table = BoundedTable<Int, Int>(limit: 30)
        for number in 0..<100 { table.insert(number, for: number, cost: cost) }
        let held = (0..<100).count { table[$0] != nil }
        #expect(held * cost <= 30)
        #expect(held > 0)
    }

    @Test func aNewValueReplacesTheOldOneAndItsCost() {
        let table = BoundedTable<Int, Int>(limit: 20)
        for number in 0..<100 { table.insert(number, for: 1, cost: 5) }
        table.insert(7, for: 2, cost: 5)
        #expect(table[1] == 99)
        #expect(table[2] == 7)
    }

    @Test func aValueTooLargeIsNotKeptAndTheOldOneIsGone() {
        let table = BoundedTable<Int, Int>(limit: 20)
        table.insert(1, for: 1, cost: 1)
        table.insert(2, for: 1, cost: 11)
        #expect(table[1] == nil)
    }

    @Test func aRemovedValueIsGoneFromBothGenerations() {
        let table = BoundedTable<Int, Int>(limit: 4)
        for number in 0..<3 { table.insert(number, for: number, cost: 1) }
        for number in 0..<3 {
            table.remove(number)
            #expect(table[number] == nil)
        }
    }
}
