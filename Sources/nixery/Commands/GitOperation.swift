import ArgumentParser
import SourcesGit
import SystemPackage

/// `nixery git-operation`: what git sources start for each operation; not for people.
struct GitOperationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "git-operation", shouldDisplay: false)

    func run() throws {
        try GitOperation.run(input: .standardInput, output: .standardOutput)
    }
}
