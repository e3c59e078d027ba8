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
        /// That of the Go program: the dominator tree.
        case nixery
        /// nixpkgs' popularity contest.
        case popularity
        /// nixpkgs' automatic layering by size.
        case sizeFirst = "size-first"
    }
}
