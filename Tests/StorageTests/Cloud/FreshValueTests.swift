import Conformance
import Synchronization
import Testing

@testable import Storage

@Suite struct FreshValueTests {
    private struct Trouble: Error {}

    /// Time, and values made so far, that a test holds.
    private final class World: Sendable {
        let state = Mutex<(now: Int64, made: Int, fails: Bool)>((0, 0, false))

        func value() -> FreshValue<Int> {
            FreshValue(
                early: 300, now: { self.state.withLock { $0.now } },
                make: {
                    try self.state.withLock { state in
                        if state.fails { throw Trouble() }
                        state.made += 1
                        return (state.made, state.now + 1000)
                    }
                })
        }

        func set(now: Int64, fails: Bool = false) { state.withLock { ($0.now, $0.fails) = (now, fails) } }
    }

    @Test func `a value is renewed before its end and not sooner`() async throws {
        let world = World()
        let value = world.value()
        #expect(try await value.value() == 1)
        world.set(now: 699)
        #expect(try await value.value() == 1)
        world.set(now: 700)
        #expect(try await value.value() == 2)
    }

    @Test func `while it cannot be renewed the old one is given for as long as it lasts`() async throws {
        let world = World()
        let value = world.value()
        #expect(try await value.value() == 1)
        world.set(now: 999, fails: true)
        #expect(try await value.value() == 1)
        world.set(now: 1000, fails: true)
        await #expect(throws: Trouble.self) { _ = try await value.value() }
        world.set(now: 1000)
        #expect(try await value.value() == 2)
    }

    @Test func `all who ask at once wait for one`() async throws {
        let world = World()
        let value = world.value()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await value.value() } }
            for try await one in group { #expect(one == 1) }
        }
        await value.forget(1)
        #expect(try await value.value() == 2)
    }

    @Test func `of many requests that are refused with one value only the first has it renewed`() async throws {
        let value = World().value()
        let requests = [UsedValue(value), UsedValue(value), UsedValue(value)]
        for request in requests { #expect(try await request.value() == 1) }
        for request in requests {
            await request.forget()
            #expect(try await request.value() == 2)
        }
        await requests[0].forget()
        #expect(try await requests[1].value() == 3)
    }
}
