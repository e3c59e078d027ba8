package import SystemPackage

/// A package set or a function that is laid over another one; ``EvaluatorExpression`` says how.
package struct OverlayRequest: Hashable, Sendable {
    /// What messages call it.
    package var name: String
    /// The file or folder that Nix imports; absolute, symbolic links resolved.
    package var importPath: FilePath
    /// The folder that the evaluator may read: ``importPath`` or one above it.
    package var root: FilePath
    /// Arguments of its function by name, as JSON text: strings, numbers and booleans.
    package var arguments: [String: String]

    package init(name: String, importPath: FilePath, root: FilePath, arguments: [String: String] = [:]) {
        self.name = name
        self.importPath = importPath
        self.root = root
        self.arguments = arguments
    }
}
