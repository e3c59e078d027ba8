package import Layering
package import SystemPackage

/// How a closure is grouped into layers.
package struct LayeringConfiguration: Hashable, Sendable {
    package var strategy = Strategy.families
    package var budget = LayerBudget.standard
    /// The families' table, absolute; nil to look only at the image. Only for ``Strategy/families``.
    package var table: FilePath?
    /// Where the popularity of packages is: an http, https or file URL, or an absolute path. Only for ``Strategy/nixery``.
    package var popularity: String?
    /// Whether the packages of each image that is built are recorded, to learn a table from.
    package var record = false
    /// Only for ``Strategy/script``, and always there then.
    package var script: ScriptConfiguration?

    package init() {}

    /// The strategies by name.
    package enum Strategy: String, CaseIterable, Sendable {
        /// Packages of one family together, by a table where there is one.
        case families
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
        /// As an operator's executable says.
        case script
    }
}
