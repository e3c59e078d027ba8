package import CoreMetrics
import Synchronization

/// Keeps metrics in memory and writes them in Prometheus' text format.
///
/// Labels of swift-metrics become names, dimensions become labels; the same name and labels always reach the same value.
/// A name keeps the kind that it was first used with; use as another kind goes nowhere.
package final class PrometheusFactory: MetricsFactory {
    private struct State {
        var descriptions: [String: PrometheusDescription] = [:]
        var families: [String: PrometheusFamily] = [:]
    }

    private let state = Mutex(State())

    package init(descriptions: [PrometheusDescription] = []) { describe(descriptions) }

    /// Adds help texts and buckets; those of a histogram count only before its first use.
    package func describe(_ descriptions: [PrometheusDescription]) {
        state.withLock { state in
            for description in descriptions { state.descriptions[description.name] = description }
        }
    }

    /// Everything measured so far (Prometheus, "Exposition formats", text format 0.0.4).
    package func text() -> String {
        let (families, descriptions) = state.withLock { ($0.families, $0.descriptions) }
        let sorted = families.sorted { $0.key < $1.key }
        return sorted.map { name, family in family.text(name: name, help: descriptions[name]?.help) }.joined()
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        value(label, dimensions, .counter)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        value(label, dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        value(label, dimensions, .gauge)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : value(label, dimensions, .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    // Values outlive the handles that write them: a counter that nobody holds at the moment still counts.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func value(
        _ label: String, _ dimensions: [(String, String)], _ kind: PrometheusFamily.Kind
    ) -> PrometheusValue {
        series(label, dimensions, kind) { _ in PrometheusValue() }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> PrometheusHistogram {
        series(label, dimensions, .histogram) { PrometheusHistogram(bounds: $0) }
    }

    private func series<Instrument: PrometheusInstrument>(
        _ label: String, _ dimensions: [(String, String)], _ kind: PrometheusFamily.Kind,
        make: (_ buckets: [Double]) -> Instrument
    ) -> Instrument {
        let name = PrometheusText.name(label)
        let labels = dimensions.map { PrometheusLabel(name: PrometheusText.name($0.0), value: $0.1) }
        return state.withLock { state in
            let buckets = state.descriptions[name]?.buckets ?? PrometheusDescription.defaultBuckets
            var family = state.families[name] ?? PrometheusFamily(kind: kind)
            guard family.kind == kind else { return make(buckets) }
            if let known = family.series[labels] as? Instrument { return known }
            let new = make(buckets)
            family.series[labels] = new
            state.families[name] = family
            return new
        }
    }
}
