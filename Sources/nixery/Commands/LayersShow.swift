import ArgumentParser
import Host
import OCI
import SystemPackage

/// `nixery layers show IMAGE[:TAG]`
struct LayersShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show how an image is grouped into layers, and why.",
        discussion: """
            Packs and stores no layer. The packages are built or substituted only when it is not known yet what they \
            need at run time.
            """)

    @Argument(help: "What a client would pull, for example shell/git:v2.", transform: ImageArgument.parse)
    var image: ImageArgument

    @Flag(name: .shortAndLong, help: "Also the whole reason, and a line for each package.")
    var verbose = false

    @Flag(help: "Print one JSON document instead of the table.")
    var json = false

    @Option(help: "Also draw the layers and their packages to this SVG file.", transform: { FilePath($0) })
    var svg: FilePath?

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load().configuration
        if let svg { try await LayerFile.checkWritable(svg) }
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        let report = try await Composition.layers(
            of: image.name, tag: image.tag ?? .latest, configuration: configuration, progress: progress)
        if let svg { try await report.draw(to: svg) }
        progress.clear()
        try Terminal.say(
            json ? report.json : report.table(columns: Terminal.outputColumns, verbose: verbose))
    }
}
