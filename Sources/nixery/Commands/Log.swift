import ArgumentParser
import Host

/// `nixery log [SUBJECT]`
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the log of a build that failed, or list the logs.",
        discussion: "Errors name the log that belongs to them.")

    @Argument(help: "A log's id, a derivation's path or a package; without it, the logs are listed, the latest first.")
    var subject: String?

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load().configuration
        try await Composition.log(subject, configuration: configuration) { line in try Terminal.say(line) }
    }
}
