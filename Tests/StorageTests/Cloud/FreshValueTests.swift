import Conformance
import Synchronization
import Testing

@testable import Storage

@Suite struct FreshValueTests {
    private struct Trouble: Error {}

    /// Time, and values made so far, that a test holds.
    private final class World: Sendable {
        let state = Mutex<(now: Int64, begun: Int, failed: Int, made: Int, fails: Bool, hangs: Bool)>(
            (0, 0, 0, 0, false, false))

        func value() -> FreshValue<Int> {
            FreshValue(
                early: 300, now: { self.state.withLock { $0.now } },
                make: {
                    self.state.withLock { $0.begun += 1 }
                    while self.state.withLock({ $0.hangs }) { await Task.yield() }
                    return try self.state.withLock { state in
                        if state.fails {
                            state.failed += 1
                            throw Trouble()
                        }
                        state.made += 1
                        return (state.made, state.now + 1000)
                    }
                })
        }

        func set(now: Int64, fails: Bool = false, hangs: Bool = false) {
            state.withLock { ($0.now, $0.fails, $0.hangs) = (now, fails, hangs) }
        }

        /// How many values were asked for, those included that were not given.
        var begun: Int { state.withLock { $0.begun } }
    }

    /// Waits for what is made in the background.
    private func expect(_ expected: Int, of value: FreshValue<Int>) async throws {
        while try await value.value() != expected { await Task.yield() }
    }

    @Test func `a value is renewed before its end and not sooner`() async throws {
        let world = World()
        let value = world.value()
        #expect(try await value.value() == 1)
        world.set(now: 699)
        for _ in 0..<100 { #expect(try await value.value() == 1) }
        #expect(world.begun == 1)
        world.set(now: 700)
        try await expect(2, of: value)
    }

    @Test func `while a renewal hangs nobody waits for it as long as the old value lasts`() async throws {
        let world = World()
        let value = world.value()
        #expect(try await value.value() == 1)
        world.set(now: 701, hangs: true)
        for _ in 0..<100 { #expect(try await value.value() == 1) }
        world.set(now: 999, hangs: true)
        #expect(try await value.value() == 1)
        while world.begun < 2 { await Task.yield() }
        world.set(now: 999)
        try await expect(2, of: value)
        #expect(world.begun == 2, "one at a time")
    }

    @Test func `after a renewal that failed there is a pause`() async throws {
        let world = World()
        let value = world.value()
        #expect(try await value.value() == 1)
        world.set(now: 800, fails: true)
        while world.state.withLock({ $0.failed }) == 0 { #expect(try await value.value() == 1) }
        for _ in 0..<1000 { #expect(try await value.value() == 1) }
        #expect(world.begun == 2)
        var now: Int64 = 800
        while try await value.value() == 1 {
            // The pause begins a little after the failure.
            now += 1
            world.set(now: now)
        }
        #expect(now >= 810)
        #expect(world.begun == 3)
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

    @Test func `who needs one that lasts waits for it, and takes the old one where there is none`() async throws {
        let world = World()
        let value = world.value()
        #expect(try await value.value() == 1)
        world.set(now: 950)
        #expect(try await value.value(lasting: 50) == 2)
        world.set(now: 1900, fails: true)
        #expect(try await value.value(lasting: 60) == 2)
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

    @Test func `a value that the service does not know is replaced once by each request, where there is another`()
        async throws
    {
        let world = World()
        let value = world.value()
        let requests = [UsedValue(value), UsedValue(value)]
        for request in requests { #expect(try await request.value() == 1) }
        for request in requests {
            #expect(await request.replace())
            #expect(try await request.value() == 2, "the second finds it replaced")
            #expect(await request.replace() == false)
        }
        #expect(world.begun == 2)
        let fixed = FreshValue<Int> { (7, nil) }
        let request = UsedValue(fixed)
        #expect(try await request.value() == 7)
        #expect(await request.replace() == false)
    }

    @Test func `a value is kept where no other is found`() async throws {
        let world = World()
        let value = world.value()
        let request = UsedValue(value)
        #expect(try await request.value() == 1)
        world.set(now: 0, fails: true)
        #expect(await request.replace() == false)
        #expect(try await value.value() == 1)
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
