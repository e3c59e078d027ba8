package import SystemPackage

/// What is asked of a package set.
package struct EvaluationRequest: Hashable, Sendable {
    /// The file or folder that Nix imports; absolute, symbolic links resolved.
    package var importPath: FilePath
    /// The folder that the evaluator may read: ``importPath`` or one above it.
    package var root: FilePath
    package var options: EvaluationOptions
    /// Nix's name of the system, for example `x86_64-linux`.
    package var system: String
    /// Packages as image names spell them.
    package var names: [String]
    /// Laid over what ``importPath`` gives, in order.
    package var overlays: [OverlayRequest] = []

    package init(
        importPath: FilePath, root: FilePath, options: EvaluationOptions = .init(), system: String, names: [String] = []
    ) {
        self.importPath = importPath
        self.root = root
        self.options = options
        self.system = system
        self.names = names
    }
}
