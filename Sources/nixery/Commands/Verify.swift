import ArgumentParser
import Host

/// `nixery verify [--remove [--only-collector]] [--json]`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read everything in the store and look for what is damaged or missing.",
        discussion: "Ends with 1 when something is wrong, also when it was removed.")

    @Flag(help: "Remove what is wrong and what leads there, so that the next pull builds it again.")
    var remove = false

    @Flag(help: "With --remove: as for 'nixery gc'.")
    var onlyCollector = false

    @Flag(help: "Print one JSON document instead of the table.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load().configuration
        let progress = ProgressLine.ofProcess()
        defer { progress.clear() }
        let report = try await Composition.verify(
            configuration, remove: remove, isOnlyCollector: onlyCollector, progress: progress)
        progress.clear()
        try Terminal.say(json ? report.json() : report.table(columns: Terminal.outputColumns ?? 120))
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}
