import Metrics

/// Counts the engine's work: a ``BuildObserver`` for servers.
package struct BuildMetrics: Sendable {
    private let evaluations = Counter(label: "nixery_evaluations_total")
    private let realisations = Counter(label: "nixery_realisations_total")
    private let packed = Counter(label: "nixery_layers_packed_total")
    private let packedBytes = Counter(label: "nixery_packed_bytes_total")
    private let storedBytes = Counter(label: "nixery_stored_bytes_total")
    private let images = Counter(label: "nixery_images_built_total")
    private let refused = Counter(label: "nixery_builds_refused_total")
    private let packedTwice = Counter(label: "nixery_layers_packed_twice_total")
    private let leases = Dictionary(
        uniqueKeysWithValues: LeaseEvent.allCases.map {
            ($0, Counter(label: "nixery_leases_total", dimensions: [("event", $0.rawValue)]))
        })

    package init() {}

    package static let descriptions = [
        PrometheusDescription("nixery_evaluations_total", "Evaluations of package sets begun."),
        PrometheusDescription("nixery_realisations_total", "Builds of images that had Nix realise outputs."),
        PrometheusDescription("nixery_layers_packed_total", "Layers packed and stored."),
        PrometheusDescription("nixery_packed_bytes_total", "Bytes of packed layers before compression."),
        PrometheusDescription("nixery_stored_bytes_total", "Bytes of packed layers as stored."),
        PrometheusDescription("nixery_images_built_total", "Images built."),
        PrometheusDescription(
            "nixery_layers_packed_twice_total", "Layers packed that another process had packed meanwhile."),
        PrometheusDescription(
            "nixery_leases_total",
            "Leases taken, waited for, taken over from the dead, lost, and not to be had from the store."),
        PrometheusDescription(
            "nixery_builds_refused_total", "Builds and packings refused because too little space is left."),
    ]

    package func observe(_ event: BuildEvent) {
        switch event {
        case .evaluating: evaluations.increment()
        case .realising: realisations.increment()
        case .planned: break
        case .packed(let bytes, let stored):
            packed.increment()
            packedBytes.increment(by: bytes)
            storedBytes.increment(by: stored)
        case .packedTwice: packedTwice.increment()
        case .lease(let event): leases[event]?.increment()
        case .refused: refused.increment()
        case .finished: images.increment()
        }
    }
}
