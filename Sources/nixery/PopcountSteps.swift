import Host
import SourcesChannel
import Synchronization

/// Words for how far the reading of narinfos is, from time to time.
final class PopcountSteps: Sendable {
    private let interval: Duration
    private let start = ContinuousClock.now
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter interval: between two lines.
    init(interval: Duration) { self.interval = interval }

    /// nil where it is too early for another line.
    func describe(_ progress: PopularityProgress) -> String? {
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let last, last.duration(to: now) < interval { return false }
            last = now
            return true
        }
        return isDue ? Self.describe(progress, after: start.duration(to: now)) : nil
    }

    /// - Parameter time: since the first request.
    static func describe(_ progress: PopularityProgress, after time: Duration) -> String {
        let rate = Int(Double(progress.asked) / max(0.001, time / .seconds(1)))
        var words = ["\(progress.done) of \(Words.count(progress.total, "narinfo"))", "\(rate)/s"]
        for (word, faults) in [
            ("missing", progress.missing), ("malformed", progress.malformed), ("not read", progress.failed),
        ] where faults.count > 0 {
            words.append("\(faults.count) \(word)")
        }
        return words.joined(separator: ", ")
    }
}
