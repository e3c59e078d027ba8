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
        help: """
            How many layers store paths may take, 1 to 126; may be repeated. Else 94 and 40, and layering.budget where the \
            images are those that the registry recorded.
            """,
        transform: LayerArgument.budget)
    var budget: [LayerBudget] = []

    @Option(
        help: "How many images to draw from --graph; 600 without --requests, else none.",
        transform: LayerArgument.count)
    var synthetic: Int?

    @Option(help: "A package that every drawn image has; may be repeated. Else cacert and iana-etc.")
    var base: [String] = []

    @Option(help: "Where the table goes, with .gz compressed.", transform: { FilePath($0) })
    var output: FilePath

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        if graph == nil {
            let option = synthetic != nil ? "--synthetic" : base.isEmpty ? nil : "--base"
            if let option { throw ValidationError("\(option) draws from a graph; say which with --graph") }
        } else if drawn == 0 {
            guard requests != nil else {
                throw ValidationError("--synthetic 0 leaves nothing to learn from; name images with --requests")
            }
            guard base.isEmpty else {
                throw ValidationError("--base is for images that are drawn; say how many with --synthetic")
            }
        }
    }

    /// How many images are drawn.
    private var drawn: Int { graph == nil ? 0 : synthetic ?? (requests == nil ? 600 : 0) }

    func run() async throws {
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        try await LayerFile.checkWritable(output)
        progress.show("reading images")
        let recorded = requests == nil && graph == nil ? try options.load().configuration : nil
        let set = try await learningSet(recorded, progress)
        guard !set.images.isEmpty else { throw NothingToLearn(requests: requests, graph: graph) }
        let table = try await Composition.learn(
            set, budgets: budget.isEmpty ? recorded.map(Composition.budgets) ?? FamilyLearner.standardBudgets : budget,
            areDrawn: requests == nil && graph != nil, progress: progress)
        try await Interruption.stopping { [output] in try await FamilyTableFile.write(table, to: output) }
        progress.clear()
        for level in table.levels {
            let families = Words.count(level.families.count, "family", plural: "families")
            let layers = Words.count(level.budget.layers, "layer")
            try Terminal.say("learned \(families) for \(layers) from \(Words.count(table.images, "image"))")
        }
    }

    /// - Parameter recorded: the configuration of the registry that recorded the images; nil where files are named.
    private func learningSet(_ recorded: NixeryConfiguration?, _ progress: ProgressLine) async throws -> LearningSet {
        if let recorded { return try await Composition.recordedImages(recorded, progress: progress).learningSet() }
        var files = LearningSet.Files()
        files.requests = requests
        files.packages = graph
        files.synthetic = drawn
        if drawn > 0 { files.base = base.isEmpty ? Self.standardBase.flatMap(\.self) : base }
        let set = try await LearningSet.read(files)
        try noteMissing(set.missingBase, progress)
        return set
    }

    /// A base package that was asked for has to be there; a usual one need not.
    private func noteMissing(_ missing: [String], _ progress: ProgressLine) throws {
        guard base.isEmpty else {
            if let name = missing.first { throw NoBase(graph: graph, name: name) }
            return
        }
        for names in Self.standardBase where drawn > 0 && names.allSatisfy(missing.contains) {
            progress.clear()
            Terminal.complain("the graph has no package '\(names[0])', so drawn images are without it")
        }
    }

    /// The names of each base package: that of its attribute, and that of its store path where nixpkgs gives it another one.
    private static let standardBase = ImageOptions().basePackages.map { name in
        name == "cacert" ? [name, "nss-cacert"] : [name]
    }
}

private struct NothingToLearn: Error, CustomStringConvertible {
    let requests: FilePath?
    let graph: FilePath?

    var description: String {
        if let requests { return "'\(requests)' has no image to learn from" }
        if let graph { return "'\(graph)' has no package to draw images from" }
        return "there is no image to learn from; set 'layering.record' and build some, or name files"
    }
}

private struct NoBase: Error, CustomStringConvertible {
    let graph: FilePath?
    let name: String

    var description: String {
        "no package of '\(graph ?? "")' is called '\(name)', as --base says; it takes names without versions"
    }
}
