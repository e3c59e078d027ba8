import ArgumentParser
import Host

/// `nixery cache forget IMAGE|--all`
struct CacheForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Forget built images, so that the next pull builds them again.")

    @Argument(help: "The image, for example shell/git or shell/git:v2.", transform: ImageArgument.parse)
    var image: ImageArgument?

    @Flag(help: "Forget all images.")
    var all = false

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (image != nil) != all else { throw ValidationError("name an image, or say --all") }
    }

    func run() async throws {
        let configuration = try options.load().configuration
        let count = try await Composition.forget(image, configuration: configuration)
        try Terminal.say("forgot \(Words.count(count, "image"))")
    }
}
