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
}
