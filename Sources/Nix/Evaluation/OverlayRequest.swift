package import SystemPackage

/// A private package set that is laid over another one.
package struct OverlayRequest: Hashable, Sendable {
    /// The file or folder that Nix imports; absolute, symbolic links resolved.
    package var importPath: FilePath
    /// The folder that the evaluator may read: ``importPath`` or one above it.
    package var root: FilePath
    /// Arguments of its function by name, as JSON text: strings, numbers and booleans.
    package var arguments: [String: String]

    package init(importPath: FilePath, root: FilePath, arguments: [String: String] = [:]) {
        self.importPath = importPath
        self.root = root
        self.arguments = arguments
    }
}
