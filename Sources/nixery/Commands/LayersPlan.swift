import ArgumentParser
import Host
import Layering
import SystemPackage

/// `nixery layers plan --strategy STRATEGY --nodes FILE --requests FILE --output FILE`
struct LayersPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Group the layers of many images at once, to judge a strategy.",
        discussion: "Prints how long planning took. Files may be compressed with gzip.")

    @Option(help: "families, largest, single, nixery, popularity or size-first.", transform: LayerArgument.strategy)
    var strategy: LayeringConfiguration.Strategy

    @Option(help: "How many layers store paths may take, 1 to 126.", transform: LayerArgument.budget)
    var budget = LayerBudget.standard

    @Option(help: "The families' table, as 'nixery layers learn' writes it.", transform: { FilePath($0) })
    var table: FilePath?

    @Option(help: "The package set, as 'nixery popcount --graph' writes it.", transform: { FilePath($0) })
    var nodes: FilePath

    @Option(help: "The images: {\"requests\":[{\"id\":…,\"roots\":[NAME]}]}.", transform: { FilePath($0) })
    var requests: FilePath

    @Option(help: "The field of a request that names its packages.")
    var rootsKey = "roots"

    @Option(help: "Where the plans go: {\"plans\":{ID:[[PATH]]}}.", transform: { FilePath($0) })
    var output: FilePath

    func validate() throws {
        guard table == nil || strategy == .families else {
            throw ValidationError("--table is for the strategy 'families', not '\(strategy.rawValue)'")
        }
    }

    func run() async throws {
        try await LayerFile.checkWritable(output)
        let plans = try await Composition.plan(
            try await ImageRequestFile.read(requests, rootsKey: rootsKey), from: requests,
            of: try await PackageSetFile.read(nodes), strategy: strategy, table: table, budget: budget)
        try await plans.write(to: output)
        try Terminal.say(plans.summary)
    }
}

extension ImagePlans {
    /// How many, and how long it took.
    fileprivate var summary: String {
        """
        \(Words.count(count, "plan")) in \(Self.milliseconds(time)) ms, \(Self.milliseconds(time / max(1, count))) ms each; \
        the largest, of \(Words.count(largest.paths, "path")), in \(Self.milliseconds(largest.time)) ms
        """
    }

    /// With three digits behind the point.
    private static func milliseconds(_ time: Duration) -> String {
        let microseconds = time.components.seconds * 1_000_000 + time.components.attoseconds / 1_000_000_000_000
        let fraction = String(microseconds % 1000)
        return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
