package import Nix

/// Limits on running Nix, and where its results go.
package struct NixConfiguration: Hashable, Sendable {
    /// How long each builder may run.
    package var buildTimeout = Duration.seconds(60)
    /// How long an evaluation may take.
    package var evaluationTimeout = Duration.seconds(120)
    /// The evaluator's heap, in bytes; beyond it the evaluator gives up.
    package var maximumHeap: Int64 = 4 << 30
    /// The evaluator's address space, in bytes; nil for no limit.
    package var memory: Int64?
    /// Nix processes at once. More of them on a store without a daemon only wait for its database.
    package var processes = 4
    /// Image builds at once.
    package var builds = 4
    /// Image builds that wait; the next one is refused for the moment.
    package var queue = 64
    /// Another store, such as a binary cache, that gets what was built or fetched; nil for none.
    package var pushTo: StoreAddress?

    package init() {}
}
