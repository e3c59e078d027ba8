import Nix
import OCI
import Testing

@testable import Host

@Suite struct ImageRequestTests {
    /// Meta-packages count only at the front, in any order, repeated or not.
    @Test(arguments: [
        ("git", ["git"], "amd64"),
        ("git/curl", ["curl", "git"], "amd64"),
        ("curl/git/curl", ["curl", "git"], "amd64"),
        ("shell", ["bashInteractive", "coreutils", "moreutils", "nano"], "amd64"),
        ("shell/arm64/shell/git", ["bashInteractive", "coreutils", "git", "moreutils", "nano"], "arm64"),
        ("arm64/shell/git", ["bashInteractive", "coreutils", "git", "moreutils", "nano"], "arm64"),
        ("git/shell", ["git", "shell"], "amd64"),
        ("git/arm64", ["arm64", "git"], "amd64"),
        ("shell/coreutils", ["bashInteractive", "coreutils", "moreutils", "nano"], "amd64"),
        // Base packages come last, also when they are asked for.
        ("zsh/cacert", ["zsh"], "amd64"),
        // The operator's own.
        ("ci/git", ["gcc", "git", "make"], "amd64"),
    ])
    func expands(name: String, packages: [String], architecture: String) throws {
        var options = ImageOptions()
        options.platform = .amd64
        options.metaPackages["ci"] = MetaPackage(packages: ["make", "gcc"])
        let request = ImageRequest(try ImageName(name), options: options)
        #expect(request.packages == packages)
        #expect(request.names == packages + ["cacert", "iana-etc"])
        #expect(request.platform.architecture == architecture)
    }

    @Test func theKeyHoldsWhatDecidesTheImage() throws {
        var options = ImageOptions()
        options.platform = .amd64
        let key = { (name: String, revision: String, options: ImageOptions) in
            try ImageRequest(try ImageName(name), options: options)
                .imageKey(
                    revision: revision,
                    annotations: options.annotations(
                        of: ImageOrigin(name: name, tag: "v1", source: "path", revision: revision, created: nil)),
                    created: nil)
        }
        let base = try key("shell/git/curl", "r", options)
        #expect(try key("shell/curl/git", "r", options) == base)
        var changed: [String] = [base, try key("shell/git/curl", "s", options), try key("git/curl", "r", options)]
        changed.append(try key("arm64/shell/git/curl", "r", options))
        var other = options
        other.annotations = [.revision]
        changed.append(try key("shell/git/curl", "r", other))
        other = options
        other.basePackages = []
        changed.append(try key("shell/git/curl", "r", other))
        other = options
        other.metaPackages["shell"]?.settings.cmd = ["sh"]
        changed.append(try key("shell/git/curl", "r", other))
        #expect(Set(changed).count == changed.count)
    }
}
