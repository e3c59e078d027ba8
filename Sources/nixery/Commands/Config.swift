import ArgumentParser
import Host

/// `nixery config`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the configuration in force.",
        discussion: "It is a configuration file that says the same; comments say where each value comes from.")

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load()
        try Terminal.say(String(loaded.yaml.dropLast()))
    }
}
