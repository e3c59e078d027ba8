/// How long and how much at once a service is asked.
package struct CloudLimits: Hashable, Sendable {
    /// Until a connection stands.
    package var connect = Duration.seconds(10)
    /// Without a byte from the server, or without one that it takes.
    package var silence = Duration.seconds(60)
    /// Connections at once to one server for requests whose answers are small.
    package var connections = 1024
    /// Those for downloads, which hold theirs for as long as their clients are slow.
    package var downloads = 16 << 10

    package init() {}
}
