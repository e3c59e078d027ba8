package import OCI

/// What the operator decides about every image.
package struct ImageOptions: Hashable, Sendable {
    /// The platform where the name says none.
    package var platform: Platform = .host
    /// Packages that every image gets, last in order, where the package set has them.
    package var basePackages = ["cacert", "iana-etc"]
    /// By name; the operator's own join the built-in `shell`.
    package var metaPackages: [String: MetaPackage] = ["shell": .shell]
    package var annotations: [Annotation] = []
    /// The time of creation that an image's configuration shows.
    package var created: Created = .epoch

    package init() {}

    /// What a manifest may say about where its packages came from.
    package enum Annotation: String, Sendable, CaseIterable {
        case revision
        case source
    }

    /// Which time of creation images show. That of building would give every build another digest.
    package enum Created: String, Sendable, CaseIterable {
        /// 1970-01-01.
        case epoch
        /// When the package set's revision was made, where its source knows; else the epoch.
        case commit
    }
}
