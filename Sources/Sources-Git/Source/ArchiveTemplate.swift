/// Where a server has archives of single commits.
enum ArchiveTemplate {
    /// What the big public forges have, with `{commit}` for the commit.
    static func builtIn(for remote: GitRemote) -> String? {
        guard case .web(let address) = remote, !address.isPlain, address.port == nil else { return nil }
        let path = trimmed(address.path)
        let base = address.origin + path
        return switch address.host {
        case "github.com", "codeberg.org", "git.sr.ht": "\(base)/archive/{commit}.tar.gz"
        case "gitlab.com": "\(base)/-/archive/{commit}/\(path.split(separator: "/").last ?? "")-{commit}.tar.gz"
        case "bitbucket.org": "\(base)/get/{commit}.tar.gz"
        default: nil
        }
    }

    /// Without slashes at the end and `.git`.
    private static func trimmed(_ path: String) -> String {
        var path = Substring(path)
        while path.hasSuffix("/") { path = path.dropLast() }
        return String(path.hasSuffix(".git") ? path.dropLast(4) : path)
    }
}
