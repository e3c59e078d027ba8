import ArgumentParser

/// The entry point: parses, runs, and turns every failure into one sentence.
@main
struct Main {
    static func main() async {
        do {
            var command = try Nixery.parseAsRoot()
            try await run(&command)
        } catch {
            fail(error)
        }
    }

    private static func run(_ command: inout any ParsableCommand) async throws {
        if var waiting = command as? any AsyncParsableCommand {
            try await waiting.run()
        } else {
            try command.run()
        }
    }

    /// Ends the process: 0 for help and the version, 64 for a wrong command line, 1 for the rest.
    private static func fail(_ error: any Error) -> Never {
        let code = Nixery.exitCode(for: error)
        switch code {
        case _ where error is ExitCode: break
        case .success: Nixery.exit(withError: error)
        case .validationFailure:
            Terminal.complain("\(Nixery.message(for: error)) (see 'nixery --help')")
        default: Terminal.complain("\(error)")
        }
        Nixery.exit(withError: code)
    }
}
