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
        configuration.limits.silence = .seconds(5)
        var options = PopularityCount.Options(cache: folder.appending("cache"))
        options.concurrency = concurrency
        options.attempts.firstPause = .milliseconds(1)
        change(&options)
        return try PopularityCount(configuration, environment: [:], options: options)
    }
}
