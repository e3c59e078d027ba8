import ArgumentParser
import FoundationEssentials
import Host
import SystemPackage

/// `nixery popcount CHANNEL`
struct Popcount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Count how many packages of a channel refer to each.",
        discussion: """
            Reads the channel's list of store paths and, for each, the narinfo of the binary cache. What was read is kept: \
            after an interruption, the same command goes on from there. The result is what 'layering.popularity' takes. \
            Ends with status 1 where narinfos could not be read; what is missing in the cache is no fault.
            """)

    @Argument(help: "The channel's name, for example nixos-unstable, or the URL of a release's folder.")
    var channel: String

    @Option(
        name: .shortAndLong,
        help: "Where the counts go, with .gz compressed; popularity-CHANNEL-COMMIT.json in the working directory.")
    var output: String?

    @Option(help: "Where the whole graph goes, with .gz compressed: names, sizes, references of each store path.")
    var graph: String?

    @Option(help: "The folder for what was read; 'popcount' in the one of 'storage.path'.")
    var cache: String?

    @Option(help: "Where the narinfos are; the binary cache that the release names.")
    var binaryCache: String?

    @Option(help: "How many narinfos to ask for at once, 1 to 256.")
    var concurrency = 32

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (1...256).contains(concurrency) else { throw ValidationError("--concurrency is a number from 1 to 256") }
        guard output == nil || output.map(Self.place) != graph.map(Self.place) else {
            throw ValidationError("--output and --graph name the same file")
        }
    }

    /// Where a path leads, however it is written.
    private static func place(_ path: String) -> FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(path)).lexicallyNormalized()
    }

    func run() async throws {
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        let request = PopcountRequest(
            channel: channel, output: output.map { FilePath($0) }, graph: graph.map { FilePath($0) },
            cache: cache.map { FilePath($0) }, binaryCache: binaryCache, concurrency: concurrency)
        let result = try await Composition.popcount(
            request, configuration: try options.load().configuration, progress: progress)
        progress.clear()
        for line in result.lines { try Terminal.say(line) }
        if !result.isComplete { throw ExitCode.failure }
    }
}
