import ArgumentParser
import Host
import OCI

/// `nixery build IMAGE[:TAG] --output KIND:PATH`
struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build an image and write it to a folder or file.",
        discussion: "Prints the manifest's digest.")

    @Argument(help: "What a client would pull, for example shell/git:v2.", transform: ImageArgument.parse)
    var image: ImageArgument

    @Option(
        name: .shortAndLong, help: "oci:DIR, oci-archive:FILE or docker-archive:FILE.",
        transform: { try ExportTarget($0) })
    var output: ExportTarget

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load().configuration
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        let digest = try await Composition.build(
            image.name, tag: image.tag ?? .latest, to: output, configuration: configuration, progress: progress)
        progress.clear()
        try Terminal.say(digest.description)
    }
}
