/// Where the package set comes from: one case per kind of source.
package indirect enum SourceConfiguration: Hashable, Sendable {
    case path(PathSourceConfiguration)
    case git(GitSourceConfiguration)
    case channel(ChannelSourceConfiguration)
    case overlay(OverlaySourceConfiguration)
    case script(ScriptSourceConfiguration)

    /// The kinds by the name that configuration gives them.
    enum Kind: String, CaseIterable {
        case path, git, channel, overlay, script
    }

    /// What logs and cache keys call it.
    package var name: String {
        switch self {
        case .path(let path): path.name
        case .git(let git): git.name
        case .channel(let channel): channel.name
        case .overlay(let overlay): overlay.name
        case .script(let script): script.name
        }
    }

    /// Its name, and those of its parts and their parts.
    var allNames: [String] {
        if case .overlay(let overlay) = self { [name] + overlay.parts.flatMap(\.source.allNames) } else { [name] }
    }
}
