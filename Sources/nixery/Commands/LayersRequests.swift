import ArgumentParser
import Host
import SystemPackage

/// `nixery layers requests --output FILE`
struct LayersRequests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "Write down what images the registry recorded, a line for each.",
        discussion: "'nixery layers learn --requests' reads such files, also several after each other in one.")

    @Option(help: "Where they go.", transform: { FilePath($0) })
    var output: FilePath

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await LayerFile.checkWritable(output)
        let recorded = try await Composition.recordedImages(try options.load().configuration)
        let count = try await recorded.export(to: output)
        try Terminal.say("wrote \(count) \(count == 1 ? "image" : "images")")
    }
}
