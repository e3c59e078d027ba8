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
    /// - Returns: lines that say what was written and what is missing in it, and whether all narinfos were read.
    static func popcount(
        _ request: PopcountRequest, configuration: NixeryConfiguration, progress: ProgressLine
    ) async throws -> (lines: [String], isComplete: Bool) {
        try await checkWritable(request)
        let options = options(request, configuration)
        let count = try PopularityCount(
            channels(configuration.source, request.channel), environment: ProcessInfo.processInfo.environment,
            options: options)
        progress.show("reading the list of store paths")
        let steps = PopcountSteps()
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
        return (try await write(result, request, progress), result.progress.failed.count == 0)
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

    /// Reading takes long: that nothing can be written should not be found out after it.
    private static func checkWritable(_ request: PopcountRequest) async throws {
        let output = request.output ?? FilePath(ChannelPopularity.fileName(of: request.channel, commit: nil))
        for file in [output, request.graph].compactMap(\.self) { try await LayerFile.checkWritable(file) }
    }

    /// Where channels are and how servers are reached, as the configured source says, or that part of it which is of this channel, else
    /// the first part that is of any.
    private static func channels(_ source: SourceConfiguration, _ name: String) -> ChannelSourceConfiguration {
        let channels = source.channels
        return channels.first { $0.channel == name } ?? channels.first ?? ChannelSourceConfiguration(channel: "")
    }

    private static func write(
        _ result: ChannelPopularity, _ request: PopcountRequest, _ progress: ProgressLine
    ) async throws -> [String] {
        let output = request.output ?? FilePath(result.fileName)
        progress.show("writing \(output)")
        var lines = ["\(output): counts of \(Words.count(try await result.writeCounts(to: output), "name"))"]
        if let graph = request.graph {
            progress.show("writing \(graph)")
            lines.append("\(graph): \(Words.count(try await result.writeGraph(to: graph), "store path"))")
        }
        let faults = [
            ("missing", result.progress.missing), ("malformed", result.progress.malformed),
            ("not read", result.progress.failed),
        ]
        for (word, faults) in faults where faults.count > 0 {
            lines.append("\(Words.count(faults.count, "narinfo")) \(word), for example:")
            lines += faults.examples.map { "  \($0.path): \($0.reason)" }
        }
        if result.progress.failed.count > 0 {
            lines.append("these counts are not complete; the same command again asks only for what was not read")
        }
        return lines
    }
}

extension SourceConfiguration {
    /// Its channels, the base's before those laid over it.
    fileprivate var channels: [ChannelSourceConfiguration] {
        switch self {
        case .channel(let channel): [channel]
        case .overlay(let overlay): overlay.parts.flatMap(\.source.channels)
        case .path, .git, .script: []
        }
    }
}
