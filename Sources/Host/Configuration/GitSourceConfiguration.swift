package import Nix
package import SystemPackage

/// A package set in a git repository, whose branches, tags and commits are image tags.
package struct GitSourceConfiguration: Hashable, Sendable {
    /// What logs and cache keys call it.
    package var name = "git"
    /// `https://…`, `ssh://…`, `user@host:path`, `file://…` or an absolute path; may hold no password.
    package var url: String
    /// The folder inside the repository that the evaluator may read and import; nil for all of it.
    package var folder: String?
    /// The file to import, relative to ``folder``; nil for its `default.nix`.
    package var file: String?
    /// How content gets here; nil chooses by the host: the big public forges by archive, others by mirror.
    package var fetch: Fetch?
    /// Address of a commit's archive, with `{commit}` in it; nil for what the big public forges have.
    package var archiveURL: String?
    /// Patterns of the full names of refs that tags may mean (`*` within a name, `**` across slashes).
    package var refs = ["refs/heads/**", "refs/tags/**"]
    package var commits = Commits.reachable
    /// Check out submodules, resolved by the same rules and with the same credentials where the host is the same.
    package var submodules = false
    /// Bytes that a mirror may take.
    package var maximumMirrorSize: Int64 = 2 << 30
    /// Bytes of checkouts that are kept for coming requests.
    package var maximumCheckouts: Int64 = 4 << 30
    /// What a commit's archive may hold.
    package var tarball = TarballLimits()
    package var lifetimes = TagLifetimes(fresh: .seconds(60))
    package var credentials = GitCredentialsConfiguration()
    package var ssh = SSHConfiguration()
    /// PEM file with the certificate authorities to trust instead of the system's.
    package var caFile: FilePath?
    /// `http://…` proxy for https; nil for none. The process's `https_proxy` is used where nothing is said.
    package var proxy: String?
    package var limits = NetworkLimits()
    package var evaluation = EvaluationOptions()

    package init(url: String) { self.url = url }

    package enum Fetch: String, CaseIterable, Sendable {
        /// A bare copy of the repository, fetched incrementally.
        case mirror
        /// Refs by git, content as a tarball of the commit over https.
        case archive
    }

    /// Which full commits may be asked for by image tag.
    package enum Commits: String, CaseIterable, Sendable {
        /// Those in the history of an allowed ref.
        case reachable
        /// Whatever the server gives out.
        case any
        case none
    }
}
