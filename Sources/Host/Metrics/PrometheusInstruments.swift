import CoreMetrics
import Synchronization

/// Something that has a current state to write.
protocol PrometheusInstrument: AnyObject, Sendable {
    /// Lines as (suffix of the name, further label, value).
    func samples() -> [PrometheusSample]
}

/// One line of the text format, without name and common labels.
struct PrometheusSample {
    var suffix = ""
    var label: PrometheusLabel?
    let value: Double
}

/// A single number: a counter or a gauge.
final class PrometheusValue: PrometheusInstrument, CounterHandler, FloatingPointCounterHandler, MeterHandler,
    RecorderHandler
{
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func record(_ new: Int64) { set(new) }
    func record(_ new: Double) { set(new) }
    func reset() { set(0.0) }

    func samples() -> [PrometheusSample] { [.init(value: value.withLock { $0 })] }
}

/// A distribution over fixed buckets.
final class PrometheusHistogram: PrometheusInstrument, TimerHandler, RecorderHandler {
    private let bounds: [Double]
    private let state: Mutex<(counts: [Int], sum: Double)>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex((Array(repeating: 0, count: bounds.count + 1), 0))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func samples() -> [PrometheusSample] {
        let (counts, sum) = state.withLock { $0 }
        var total = 0
        var samples: [PrometheusSample] = []
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            let label = PrometheusLabel(name: "le", value: PrometheusText.number(bound))
            samples.append(.init(suffix: "_bucket", label: label, value: Double(total)))
        }
        return samples + [.init(suffix: "_sum", value: sum), .init(suffix: "_count", value: Double(total))]
    }
}
