/// A setting that was given on the command line.
package struct ConfigurationFlag: Hashable, Sendable {
    /// As it is typed, for errors and comments: `--port`.
    package let name: String
    /// Dotted, for example `server.port`.
    package let key: String
    package let value: String

    package init(_ name: String, sets key: String, to value: String) {
        self.name = name
        self.key = key
        self.value = value
    }
}
