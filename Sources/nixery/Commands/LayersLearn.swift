import ArgumentParser
import Host
import Layering
import SystemPackage

/// `nixery layers learn --output FILE`
struct LayersLearn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Learn from images which packages should share a layer.",
        discussion: """
            Learns from the images that the registry recorded (layering.record), or from those of --requests, or from images \
            drawn from --graph by popularity. Files may be compressed with gzip.
            """)

    @Option(
        help: "Images: what 'nixery layers requests' wrote, or requests for packages of --graph.",
        transform: { FilePath($0) })
    var requests: FilePath?

    @Option(help: "A package set, as 'nixery popcount --graph' writes it.", transform: { FilePath($0) })
    var graph: FilePath?

    @Option(
        help: "How many layers store paths may take, 1 to 126; may be repeated. Else 94 and 40.",
        transform: LayerArgument.budget)
    var budget: [LayerBudget] = []

    @Option(
        help: "How many images to draw from --graph; 600 without --requests, else none.",
        transform: LayerArgument.count)
    var synthetic: Int?

    @Option(help: "A package that every drawn image has; may be repeated. Else cacert and iana-etc.")
    var base: [String] = []

    @Option(help: "Where the table goes.", transform: { FilePath($0) })
    var output: FilePath

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        if synthetic != nil, graph == nil {
            throw ValidationError("--synthetic draws from a graph; say which with --graph")
        }
    }

    func run() async throws {
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        try await LayerFile.checkWritable(output)
        progress.show("reading images")
        let table = try await Composition.learn(
            try await images(), budgets: budget.isEmpty ? FamilyLearner.standardBudgets : budget,
            // Images that are drawn anyway need no others like them.
            variations: requests == nil && graph != nil ? 0 : FamilyLearner.standardVariations, progress: progress)
        try await Interruption.stopping { [output] in try await FamilyTableFile.write(table, to: output) }
        progress.clear()
        for level in table.levels {
            let families = "\(level.families.count) \(level.families.count == 1 ? "family" : "families")"
            let images = "\(table.images) image\(table.images == 1 ? "" : "s")"
            try Terminal.say("learned \(families) for \(level.budget.layers) layers from \(images)")
        }
    }

    private func images() async throws -> LearningSet {
        guard requests != nil || graph != nil else {
            return try await Composition.recordedImages(try options.load().configuration).learningSet()
        }
        var files = LearningSet.Files()
        files.requests = requests
        files.packages = graph
        files.synthetic = synthetic ?? (requests == nil ? 600 : 0)
        files.base = base.isEmpty ? ImageOptions().basePackages : base
        return try await LearningSet.read(files)
    }
}
