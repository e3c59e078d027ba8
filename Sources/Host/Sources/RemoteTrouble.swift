/// That a remote could not be asked a question, or not as it is configured.
struct RemoteTrouble: Sendable {
    /// What is thrown where there is no answer to fall back on.
    let error: SourceError
    /// When, in seconds since the epoch.
    let time: Double
    /// When it was last written to the log.
    private let told: Double

    /// Seconds in which the question is not asked again.
    private static let pause = 10.0
    /// Seconds between two log lines about a question.
    private static let silence = 60.0

    /// - Parameter earlier: the trouble before this one, where nothing was answered in between.
    init(_ error: SourceError, time: Double, after earlier: RemoteTrouble?) {
        self.error = error
        self.time = time
        let isToldLately = earlier.map { ($0.told..<$0.told + Self.silence).contains(time) } ?? false
        told = isToldLately ? earlier?.told ?? time : time
    }

    /// One sentence for users; what is wrong with the configuration is for the log only.
    var publicReason: String {
        if case .misconfigured = error { return "the package source cannot be used; the registry's log says why" }
        return error.description
    }

    /// Whether the remote is to be left alone. Trouble from the future is none: a clock was put right.
    func isRecent(at now: Double) -> Bool { (time..<time + Self.pause).contains(now) }

    /// Whether this one is for the log.
    var isToldNow: Bool { told == time }
}

/// Why an answer that is not fresh is used.
struct Staleness: Sendable {
    /// Seconds since it was given.
    let age: Double
    /// Why the remote could not be asked, in one sentence for users.
    let reason: String

    /// The age as people say it.
    var ageText: String {
        let units = [(86_400, "day"), (3600, "hour"), (60, "minute")]
        let seconds = Int(age)
        let (size, name) = units.first { seconds >= $0.0 } ?? (1, "second")
        let count = seconds / size
        return "\(count) \(name)\(count == 1 ? "" : "s")"
    }
}
