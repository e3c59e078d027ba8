import ArgumentParser
import Host
import SystemPackage

/// `nixery layers requests --output FILE`
struct LayersRequests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "Write down what images the registry recorded, a line for each.",
        discussion: "'nixery layers learn --requests' reads such files, also several after each other in one.")

    @Option(help: "Where they go, with .gz compressed.", transform: { FilePath($0) })
    var output: FilePath

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await LayerFile.checkWritable(output)
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        let recorded = try await Composition.recordedImages(try options.load().configuration, progress: progress)
        let count = try await Interruption.stopping { [output] in try await recorded.export(to: output) }
        progress.clear()
        try Terminal.say("wrote \(Words.count(count, "image"))")
    }
}
