/// How often a request is repeated, and how long it waits before: each time up to twice as long, by chance, so that many
/// clients of a server in trouble do not come back at once.
package struct RetryPolicy: Sendable {
    /// Tries of one request in all.
    package var attempts = 8
    /// The most that the first repetition waits.
    package var base = Duration.milliseconds(100)
    /// The most that any repetition waits, also where the server asks for more.
    package var longest = Duration.seconds(20)
    /// Waits; tests do not.
    package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    package init() {}

    /// Waits before a repetition.
    ///
    /// - Parameters:
    ///   - failed: how many tries there were.
    ///   - asked: what the server wants to be left alone for.
    func wait(failed: Int, asked: Duration?) async throws {
        try await sleep(delay(failed: failed, asked: asked, chance: Double.random(in: 0...1)))
    }

    func delay(failed: Int, asked: Duration?, chance: Double) -> Duration {
        let most = min(longest, base * (1 << min(failed - 1, 20)))
        return min(longest, (asked ?? .zero) + most * chance)
    }
}

/// What to do about an answer.
package enum CloudVerdict: Hashable, Sendable {
    /// It is the answer, good or bad.
    case take
    /// The same again: after a while, not before the server's own wish.
    case again(after: Duration?)
    /// The same again at once, because what was wrong has been put right.
    case atOnce

    /// By status: 408, 429, 500, 502, 503 and 504 pass.
    @Sendable package static func byStatus(_ response: CloudResponse) -> CloudVerdict {
        guard [408, 429, 500, 502, 503, 504].contains(response.status) else { return .take }
        return .again(after: response.header("Retry-After").flatMap { Int64($0) }.map { .seconds(max(0, $0)) })
    }
}
