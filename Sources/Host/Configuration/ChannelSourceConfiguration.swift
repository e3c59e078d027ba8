package import Nix
package import SystemPackage

/// A released package set: a channel of nixpkgs or something that is published the same way.
package struct ChannelSourceConfiguration: Hashable, Sendable {
    /// What logs and cache keys call it.
    package var name = "channel"
    /// A channel's name (`nixos-25.05`), a full commit, or the URL of a tarball (`https`, `http`, `file`).
    package var channel: String
    /// Where a channel's name leads, with `{channel}` in it: a server that redirects to the release.
    package var channelURL = "https://channels.nixos.org/{channel}"
    /// Where a commit's archive is, with `{commit}` in it.
    package var commitURL = "https://github.com/NixOS/nixpkgs/archive/{commit}.tar.gz"
    /// Hash that the tarball must have (hexadecimal, SHA-256), for a URL or a commit; nil for what is published.
    package var sha256: String?
    /// Patterns of channels that an image tag may name instead of ``channel``; `commit` in the list also allows full commits.
    /// Empty: tags mean nothing.
    package var tags: [String] = []
    /// The file to import, relative to the content; nil for its `default.nix`.
    package var file: String?
    package var lifetimes = TagLifetimes(fresh: .seconds(600))
    /// Bytes of unpacked releases that are kept.
    package var maximumUnpacked: Int64 = 4 << 30
    package var tarball = TarballLimits()
    /// PEM file with the certificate authorities to trust instead of the system's.
    package var caFile: FilePath?
    /// `http://…` proxy; the process's `https_proxy` is used where nothing is said.
    package var proxy: String?
    package var limits = NetworkLimits()
    package var evaluation = EvaluationOptions()

    package init(channel: String) { self.channel = channel }
}
