import ArgumentParser
import FoundationEssentials
import Host
import SourcesChannel
import SystemPackage

/// What `nixery popcount` is asked for; nil for the default.
struct PopcountRequest: Sendable {
    let channel: String
    let output: FilePath?
    let graph: FilePath?
    let cache: FilePath?
    let binaryCache: String?
    let concurrency: Int
}

extension Composition {
    /// Counts a channel's popularity, and writes it out.
    ///
    /// - Returns: lines that say what was written and what is missing in it.
    static func popcount(
        _ request: PopcountRequest, configuration: NixeryConfiguration, progress: ProgressLine
    ) async throws -> [String] {
        let options = options(request, configuration)
        let count = try PopularityCount(
            channels(configuration.source), environment: ProcessInfo.processInfo.environment, options: options)
        progress.show("reading the list of store paths")
        let steps = PopcountSteps(interval: Terminal.isInteractive ? .milliseconds(200) : .seconds(10))
        let result = try await Interruption.stopping {
            do {
                return try await count.run(request.channel) { now in steps.describe(now).map(progress.show) }
            } catch is CancellationError {
                progress.clear()
                Terminal.complain(
                    "stopped; what was read is kept in '\(options.cache)', the same command goes on there")
                throw CancellationError()
            }
        }
        return try await write(result, request, progress)
    }

    private static func options(
        _ request: PopcountRequest, _ configuration: NixeryConfiguration
    ) -> PopularityCount.Options {
        var options = PopularityCount.Options(
            cache: request.cache ?? configuration.storage.path.appending("popcount"))
        options.binaryCache = request.binaryCache
        options.concurrency = request.concurrency
        options.followsReferences = request.graph != nil
        return options
    }

    /// The configured source tells where channels are, if it is one.
    private static func channels(_ source: SourceConfiguration) -> ChannelSourceConfiguration {
        guard case .channel(let channel) = source else { return ChannelSourceConfiguration(channel: "") }
        return channel
    }

    private static func write(
        _ result: ChannelPopularity, _ request: PopcountRequest, _ progress: ProgressLine
    ) async throws -> [String] {
        let output = request.output ?? FilePath(result.fileName)
        progress.show("writing \(output)")
        var lines = ["\(output): counts of \(try await result.writeCounts(to: output)) names"]
        if let graph = request.graph {
            progress.show("writing \(graph)")
            lines.append("\(graph): \(try await result.writeGraph(to: graph)) store paths")
        }
        let faults = [
            ("missing", result.progress.missing), ("malformed", result.progress.malformed),
            ("not read", result.progress.failed),
        ]
        for (word, faults) in faults where faults.count > 0 {
            lines.append("\(faults.count) narinfo\(faults.count == 1 ? "" : "s") \(word), for example:")
            lines += faults.examples.map { "  \($0.path): \($0.reason)" }
        }
        return lines
    }
}
