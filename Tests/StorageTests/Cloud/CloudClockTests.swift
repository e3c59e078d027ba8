import Conformance
import Synchronization
import Testing

@testable import Storage

@Suite struct CloudClockTests {
    /// This machine's time, as a test sets it.
    private final class Machine: Sendable {
        let time = Mutex<Int64>(1_000_000)
        var clock: CloudClock { CloudClock(machine: { self.time.withLock { $0 } }) }
        func wait(_ seconds: Int64) { time.withLock { $0 += seconds } }
    }

    private static func answer(_ date: Int64) -> CloudResponse {
        CloudResponse(status: 403, headers: [("Date", GCSServer.httpDate(date))])
    }

    /// Seconds until the answer, its date as seconds after the request, and by how much the clock is put right.
    @Test(
        arguments: [
            // At once: a minute is no matter.
            (0, 0, 0), (0, 60, 0), (0, -60, 0), (0, 61, 61), (0, -61, -61), (0, 36_000, 36_000), (0, -36_000, -36_000),
            // Begun at once and ended late, or begun late.
            (180, 0, 0), (180, 100, 0), (180, 180, 0), (180, -60, 0), (180, 240, 0),
            // Whenever it was begun, the clock is wrong.
            (180, 36_000, 35_820), (180, -36_000, -36_180),
        ] as [(Int64, Int64, Int64)])
    func `an answer's date may be of any moment since its request`(_ took: Int64, _ date: Int64, _ correction: Int64) {
        let machine = Machine()
        let (clock, sent) = (machine.clock, machine.clock.now)
        let time = UsedTime(clock)
        #expect(time.now() == sent)
        machine.wait(took)
        _ = time.correct(by: Self.answer(sent + date))
        #expect(clock.now == sent + took + correction)
    }

    @Test func `of many requests signed with a wrong time each learns it, also when the clock was put right meanwhile`()
    {
        let clock = Machine().clock
        let right = clock.now + 36_000
        let requests = [UsedTime(clock), UsedTime(clock), UsedTime(clock)]
        for request in requests { _ = request.now() }
        for request in requests { #expect(request.correct(by: Self.answer(right))) }
        for request in requests {
            #expect(request.now() == right)
            #expect(!request.correct(by: Self.answer(right)), "it is not repeated without end")
        }
    }

    @Test func `an answer without a date, or to no request, changes nothing`() {
        let clock = Machine().clock
        let (time, now) = (UsedTime(clock), clock.now)
        #expect(!time.correct(by: Self.answer(now + 36_000)))
        _ = time.now()
        #expect(!time.correct(by: CloudResponse(status: 403)))
        #expect(clock.now == now)
    }
}
