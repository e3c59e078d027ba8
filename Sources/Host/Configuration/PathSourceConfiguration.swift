package import Nix
package import SystemPackage

/// A package set in a folder, or a single file, of this machine.
package struct PathSourceConfiguration: Hashable, Sendable {
    /// What logs and cache keys call it.
    package var name = "path"
    /// The folder or file; absolute.
    package var path: FilePath
    /// The file inside ``path`` to import; nil imports ``path`` itself, and Nix then takes a folder's `default.nix`.
    package var file: String?
    package var evaluation = EvaluationOptions()

    package init(path: FilePath) { self.path = path }
}
