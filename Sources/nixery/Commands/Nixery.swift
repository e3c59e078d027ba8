import ArgumentParser

/// The command line's root.
struct Nixery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nixery",
        abstract: "A container registry that builds the image you name.",
        discussion: """
            Settings come from flags, environment variables (NIXERY_SERVER_PORT is server.port), the file of --config, \
            and defaults, in this order. 'nixery config' prints all of them.
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Build.self, Layers.self, Popcount.self, Config.self, Cache.self, Collect.self, Verify.self,
            Log.self,
            GitOperationCommand.self,
        ])
}
