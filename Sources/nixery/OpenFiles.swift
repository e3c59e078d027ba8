import Glibc

/// How many files and connections this process may have open at once.
enum OpenFiles {
    /// Enough for the downloads that `CloudLimits` allows, each with the connection of its client; not more, because programs
    /// that we start inherit it, and some look at each descriptor that they could have.
    private static let most: rlim_t = 1 << 16

    /// Raises the limit that a process may raise itself, by custom 1024. Where that is refused, it stays.
    static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, most))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
