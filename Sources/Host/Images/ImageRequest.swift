import OCI

/// What an image name asks for, once its meta-packages are expanded: independent of the order of the name's components.
struct ImageRequest: Hashable, Sendable {
    /// Sorted, without duplicates and without the base packages.
    let packages: [String]
    /// In the operator's order; those that the set lacks are dropped after evaluation, where they are optional.
    let basePackages: [String]
    /// The base packages that nobody asked for by name: the package set may lack them.
    let optionalPackages: [String]
    let platform: Platform
    /// The meta-packages used, sorted by name.
    let metaPackages: [MetaPackage]

    /// Meta-packages and `arm64` or `amd64` count only at the front; the first other component ends them.
    init(_ name: ImageName, options: ImageOptions) {
        var platform = options.platform
        var used: Set<String> = []
        var rest = name.components[...]
        while let first = rest.first {
            if let named = Platform.known.first(where: { $0.architecture == first }) {
                platform = named
            } else if options.metaPackages[first] != nil {
                used.insert(first)
            } else {
                break
            }
            rest.removeFirst()
        }
        metaPackages = used.sorted().compactMap { options.metaPackages[$0] }
        let wanted = Set(rest).union(metaPackages.flatMap(\.packages))
        packages = wanted.subtracting(options.basePackages).sorted()
        basePackages = options.basePackages
        optionalPackages = options.basePackages.filter { !wanted.contains($0) }
        self.platform = platform
    }

    /// All names to evaluate, in the order that decides conflicts.
    var names: [String] { packages + basePackages }
}
