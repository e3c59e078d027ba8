/// A configuration that is in force, and how it came about.
package struct LoadedConfiguration: Sendable {
    package let configuration: NixeryConfiguration
    /// Sentences for the operator about what is understood and changes nothing.
    package let warnings: [String]
    private let lines: [String]

    init(configuration: NixeryConfiguration, warnings: [String], lines: [String]) {
        self.configuration = configuration
        self.warnings = warnings
        self.lines = lines
    }

    /// The effective configuration as a file that says the same, with a comment where each value comes from. Passwords
    /// are hidden.
    package var yaml: String { lines.joined(separator: "\n") + "\n" }
}
