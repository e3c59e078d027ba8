import ArgumentParser

/// `nixery cache …`
struct Cache: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look after what is remembered.", subcommands: [CacheForget.self])
}
