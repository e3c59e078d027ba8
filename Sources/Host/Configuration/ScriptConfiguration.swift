package import SystemPackage

/// An operator's executable that is asked by ``ScriptRunner``.
package struct ScriptConfiguration: Hashable, Sendable {
    /// The executable; absolute.
    package var program: FilePath
    /// What it is given besides `PATH`; nothing else of our own environment reaches it.
    package var environment: [String: String] = [:]
    /// How long an answer may take.
    package var timeLimit = Duration.seconds(60)
    /// Bytes of an answer.
    package var outputLimit: Int64 = 1 << 20

    package init(program: FilePath) { self.program = program }
}
