package import OCI

/// What goes into every image.
package struct ImagesConfiguration: Hashable, Sendable {
    /// The platform of a name that says none.
    package var platform = Platform.host
    /// Attributes that come last into every image, where the package set has them.
    package var basePackages = ["cacert", "iana-etc"]
    /// The operator's own meta-packages by name.
    package var metaPackages: [String: MetaPackageConfiguration] = [:]
    /// What manifests say about where they come from.
    package var annotations: [Annotation] = []
    package var created = Created.epoch

    package init() {}

    package enum Annotation: String, CaseIterable, Sendable {
        case revision, source
    }

    /// The time that an image claims to be from.
    package enum Created: String, CaseIterable, Sendable {
        /// The start of 1970: the same packages are the same image.
        case epoch
        /// The time of the package set's commit, where it has one.
        case commit
    }
}
