package import Nix
package import SystemPackage

/// A program that says where the package set for a tag is.
package struct ScriptSourceConfiguration: Hashable, Sendable {
    /// What logs and cache keys call it.
    package var name = "script"
    /// The executable; absolute.
    package var program: FilePath
    /// What it is given besides `PATH`; nothing else of our own environment reaches it.
    package var environment: [String: String] = [:]
    /// Whether it answers `tags`.
    package var listsTags = false
    /// How long an answer may take.
    package var timeLimit = Duration.seconds(60)
    /// Bytes of an answer.
    package var outputLimit: Int64 = 1 << 20
    package var lifetimes = TagLifetimes(fresh: .seconds(60))
    package var evaluation = EvaluationOptions()

    package init(program: FilePath) { self.program = program }
}
