import ArgumentParser

/// `nixery layers …`
struct Layers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See and decide how packages are grouped into layers.",
        subcommands: [LayersShow.self, LayersLearn.self, LayersRequests.self, LayersPlan.self])
}
