import Conformance
import Host
import SystemPackage

@testable import SourcesChannel

extension NarInfoServer {
    /// A count over this server, which keeps what it read in `cache`.
    func counter(
        _ folder: FilePath, concurrency: Int = 16, _ change: (inout PopularityCount.Options) -> Void = { _ in }
    ) throws -> PopularityCount {
        var configuration = ChannelSourceConfiguration(channel: "")
        configuration.channelURL = channelURL
        var options = PopularityCount.Options(cache: folder.appending("cache"))
        options.concurrency = concurrency
        options.attempts.firstPause = .milliseconds(1)
        change(&options)
        return try PopularityCount(configuration, environment: [:], options: options)
    }
}

/// Cancels from within, as a report of progress can: no later than it says.
func cancelThisTask() { withUnsafeCurrentTask { $0?.cancel() } }
