import SystemPackage

/// Prints progress, but not more often than is of use.
final class ProgressLines {
    private let output: FileDescriptor
    private let clock = ContinuousClock()
    private var last: (stage: GitProgress.Stage, time: ContinuousClock.Instant)?

    private static let interval = Duration.milliseconds(500)

    init(_ output: FileDescriptor) { self.output = output }

    /// - Throws: when nobody listens any more.
    func report(_ progress: GitProgress) throws {
        let now = clock.now
        if let last, last.stage == progress.stage, now - last.time < Self.interval { return }
        last = (progress.stage, now)
        try output.writeAll(try GitMessage<NoResult>.progress(progress).line())
    }
}
