/// How long and how much at once a service is asked.
package struct CloudLimits: Hashable, Sendable {
    /// Until a connection stands.
    package var connect = Duration.seconds(10)
    /// Without a byte from the server, or without one that it takes.
    package var silence = Duration.seconds(60)
    /// Connections at once.
    package var connections = 64

    package init() {}
}
