import ArgumentParser
import Host

/// `nixery log [SUBJECT]`
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a build's log, or list the logs.",
        discussion: "Errors name the log that belongs to them.")

    @Argument(help: "An image, a package or a log's id; without it, the latest logs are listed.")
    var subject: String?

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load().configuration
        try await Composition.log(subject, configuration: configuration) { line in try Terminal.say(line) }
    }
}
