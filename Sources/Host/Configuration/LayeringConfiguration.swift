package import Layering

/// How a closure is grouped into layers.
package struct LayeringConfiguration: Hashable, Sendable {
    package var strategy = Strategy.largest
    package var budget = LayerBudget.standard

    package init() {}

    /// The strategies by name.
    package enum Strategy: String, CaseIterable, Sendable {
        /// The largest store paths alone, the rest together.
        case largest
        /// Everything in one layer.
        case single
    }
}
