import Synchronization
import Testing

@testable import nixery

@Suite("Progress")
struct ProgressLineTests {
    /// What was written.
    private final class Paper: Sendable {
        let text = Mutex("")
        func write(_ more: String) { text.withLock { $0 += more } }
        var all: String { text.withLock { $0 } }
    }

    @Test("A terminal has one line that is written over, cut to its width")
    func terminal() {
        let paper = Paper()
        let line = ProgressLine(columns: 10, write: paper.write)
        line.show("short")
        line.show("short")
        line.show("longer than that")
        line.clear()
        #expect(paper.all == "\r\u{1B}[Kshort\r\u{1B}[Klonger t…\r\u{1B}[K")
    }

    @Test("Elsewhere each step is a line")
    func plain() {
        let paper = Paper()
        let line = ProgressLine(columns: nil, write: paper.write)
        line.show("one")
        line.show("one")
        line.show("two")
        line.clear()
        #expect(paper.all == "nixery: one\nnixery: two\n")
    }

    @Test("Clearing writes nothing where nothing was shown")
    func nothing() {
        let paper = Paper()
        ProgressLine(columns: 80, write: paper.write).clear()
        #expect(paper.all == "")
    }
}
