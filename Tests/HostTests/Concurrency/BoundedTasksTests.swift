import Testing

@testable import Host

@Suite struct BoundedTasksTests {
    private static func numbers(_ count: Int) -> AsyncStream<Int> {
        AsyncStream { stream in
            for number in 0..<count { stream.yield(number) }
            stream.finish()
        }
    }

    @Test(arguments: [0, 1, 16, 100])
    func `Results come in the order of the items, however long each takes`(count: Int) async throws {
        let state = Shared((begun: 0, running: 0, most: 0))
        let gate = Gate()
        var taken: [Int] = []
        try await BoundedTasks.inOrder(Self.numbers(count)) { number in
            let begun = state.withLock { state in
                state.begun += 1
                state.running += 1
                state.most = max(state.most, state.running)
                return state.begun
            }
            // The first ends after all others that may begin before it has ended.
            if begun == min(count, BoundedTasks.limit) { gate.open() }
            if number == 0 { await gate.wait() }
            state.withLock { $0.running -= 1 }
            return number
        } take: { number in
            taken.append(number)
        }
        #expect(taken == Array(0..<count))
        #expect(state.withLock { $0.most } <= BoundedTasks.limit)
    }

    @Test func `An error of the work or of the one who takes ends it`() async throws {
        struct Broken: Error {}
        await #expect(throws: Broken.self) {
            try await BoundedTasks.inOrder(Self.numbers(100)) {
                if $0 == 40 { throw Broken() }
            } take: { _ in
            }
        }
        var taken = 0
        await #expect(throws: Broken.self) {
            try await BoundedTasks.inOrder(Self.numbers(100)) {
                $0
            } take: { number in
                if number == 40 { throw Broken() }
                taken += 1
            }
        }
        #expect(taken == 40)
    }
}
