package import Nix
package import SystemPackage

/// A program that says where the package set for a tag is.
package struct ScriptSourceConfiguration: Hashable, Sendable {
    /// What logs and cache keys call it.
    package var name = "script"
    package var script: ScriptConfiguration
    /// Whether it answers `tags`.
    package var listsTags = false
    package var lifetimes = TagLifetimes(fresh: .seconds(60))
    package var evaluation = EvaluationOptions()

    package init(program: FilePath) { script = ScriptConfiguration(program: program) }
}
