import Host
import SourcesChannel

/// Words for how far the reading of narinfos is, from time to time.
final class PopcountSteps: Sendable {
    private let pace = ProgressPace.ofProcess()
    private let start = ContinuousClock.now

    /// nil where it is too early for another line.
    func describe(_ progress: PopularityProgress) -> String? {
        pace.isDue() ? Self.describe(progress, after: start.duration(to: .now)) : nil
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
