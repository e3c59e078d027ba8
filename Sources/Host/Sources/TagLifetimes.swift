/// How long an answer about a tag is used.
package struct TagLifetimes: Hashable, Sendable {
    /// An answer is used so long without asking again.
    package var fresh: Duration
    /// When the remote cannot be asked, an answer up to this age is used, with a warning.
    package var stale: Duration

    package init(fresh: Duration, stale: Duration = .seconds(86_400)) {
        self.fresh = fresh
        self.stale = stale
    }
}
