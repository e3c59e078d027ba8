/// What becomes of a lease, for metrics and progress lines.
package enum LeaseEvent: String, Hashable, Sendable, CaseIterable {
    /// Taken, before the work that it is for.
    case taken
    /// Another process has it: its work is waited for.
    case waited
    /// Taken from a process that no longer renewed it.
    case takenOver = "taken_over"
    /// Somebody else has it, or may have it, while the work goes on.
    case lost
    /// The store did not answer: the work goes on without.
    case failed
}
