import ArgumentParser
import Host

/// `nixery serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve images until a signal says stop.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        OpenFiles.raiseLimit()
        try await Composition.serve(try options.load().configuration)
    }
}
