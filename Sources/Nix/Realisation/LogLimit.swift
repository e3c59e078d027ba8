import Synchronization

/// Hands on the first bytes of a log and drops the rest, saying so once.
final class LogLimit: Sendable {
    private let remaining: Mutex<Int>
    private let sink: @Sendable ([UInt8]) -> Void

    init(_ limit: Int, _ sink: @escaping @Sendable ([UInt8]) -> Void) {
        remaining = Mutex(limit)
        self.sink = sink
    }

    func append(_ bytes: [UInt8]) {
        let (count, isEnd) = remaining.withLock { remaining in
            let count = min(bytes.count, remaining)
            let isEnd = remaining > 0 && count == remaining
            remaining -= count
            return (count, isEnd)
        }
        if count > 0 { sink(count == bytes.count ? bytes : Array(bytes.prefix(count))) }
        if isEnd { sink(Array("\n[the rest of the log is left out]\n".utf8)) }
    }
}
