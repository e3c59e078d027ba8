/// A source whose questions go on when the caller that asked has left.
package protocol BackgroundWork: Sendable {
    /// Cancels all questions that are under way, child processes included, and waits until they have ended.
    func cancelWork() async
}
