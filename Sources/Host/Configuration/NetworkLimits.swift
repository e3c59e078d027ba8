/// How long something on the network may take.
package struct NetworkLimits: Hashable, Sendable {
    /// Until the server first answers.
    package var connect = Duration.seconds(15)
    /// Without any progress.
    package var silence = Duration.seconds(60)
    /// Altogether.
    package var total = Duration.seconds(1800)

    package init() {}
}
