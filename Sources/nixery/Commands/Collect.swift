import ArgumentParser
import Host

/// `nixery gc [--dry-run] [--only-collector]`
struct Collect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove images that the rules of the section gc do not keep, and what no image needs.",
        discussion: """
            Safe while registries serve and build from the same store, and beside another 'nixery gc'. Nothing younger than \
            gc.grace is removed. What is removed and asked for again is built again.
            """)

    @Flag(name: [.customShort("n"), .long], help: "Only print what would be removed, and why.")
    var dryRun = false

    @Flag(
        help: """
            There is no other collector at work, and gc.grace is at least the longest build. Needed for buckets whose \
            service keeps no conditions of writes.
            """)
    var onlyCollector = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load().configuration
        let report = try await Composition.collect(
            configuration, dryRun: dryRun, isOnlyCollector: onlyCollector)
        try Terminal.say(report.table(columns: Terminal.outputColumns ?? 120))
    }
}
