import FoundationEssentials
import Storage
import SystemPackage
import Testing

@testable import Host

@Suite("Which source is chosen, and from where")
struct SourceChoiceTests {
    @Test("Nobody says anything: the channel nixos-unstable", arguments: ["", "server: {port: 1}", "source:"])
    func nothing(yaml: String) throws {
        let source = try ConfigurationFixture.with(yaml) { try $0.source() }
        #expect(source == .channel(ChannelSourceConfiguration(channel: "nixos-unstable")))
    }

    @Test("Nixery's variables choose a source each")
    func variables() throws {
        try ConfigurationFixture.with { fixture throws in
            #expect(
                try fixture.source(["NIXERY_CHANNEL": "nixos-25.05"])
                    == .channel(ChannelSourceConfiguration(channel: "nixos-25.05")))
            #expect(
                try fixture.source(["NIXERY_PKGS_REPO": "git@example.org:sets"])
                    == .git(GitSourceConfiguration(url: "git@example.org:sets")))
            #expect(
                try fixture.source(["NIXERY_PKGS_PATH": "pk"])
                    == .path(PathSourceConfiguration(path: fixture.packages)))
        }
    }

    @Test("A variable for the file's kind keeps the file's other keys, one for another kind replaces the section")
    func variableOverFile() throws {
        try ConfigurationFixture.with("source: {kind: channel, channel: a, name: ours}") { fixture throws in
            var channel = ChannelSourceConfiguration(channel: "b")
            channel.name = "ours"
            #expect(try fixture.source(["NIXERY_CHANNEL": "b"]) == .channel(channel))
            #expect(
                try fixture.source(["NIXERY_PKGS_REPO": "/srv/sets"])
                    == .git(GitSourceConfiguration(url: "/srv/sets")))
        }
    }

    @Test("A flag wins over a variable of another kind")
    func flag() throws {
        let flags = [
            ConfigurationFlag("--packages", sets: "source.kind", to: "path"),
            ConfigurationFlag("--packages", sets: "source.path", to: "pk"),
        ]
        try ConfigurationFixture.with { fixture throws in
            let source = try fixture.source(["NIXERY_CHANNEL": "b"], flags: flags)
            #expect(source == .path(PathSourceConfiguration(path: fixture.packages)))
        }
    }

    @Test("A repository by Nixery's variable uses the user's own netrc; one by our own key does not")
    func ownNetrc() throws {
        try ConfigurationFixture.with { fixture throws in
            let netrc = fixture.folder.appending(".netrc")
            try ConfigurationFixture.write("machine example.org login me password hunter2\n", to: netrc)
            let home = ["HOME": fixture.folder.string]
            let theirs = try fixture.load(home.merging(["NIXERY_PKGS_REPO": "https://example.org/sets"]) { $1 })
            #expect(try theirs.configuration.source.asGit().credentials.netrc == netrc)
            #expect(
                theirs.yaml.contains(".netrc\"  # environment NIXERY_PKGS_REPO\n")
                    || theirs.yaml.contains(".netrc  # environment NIXERY_PKGS_REPO\n"))
            let ours = try fixture.load(
                home.merging(["NIXERY_SOURCE_KIND": "git", "NIXERY_SOURCE_URL": "https://example.org/sets"]) { $1 })
            #expect(try ours.configuration.source.asGit().credentials.netrc == nil)
            let token = ["NIXERY_PKGS_REPO": "https://example.org/sets", "NIXERY_SOURCE_CREDENTIALS_TOKEN": "t"]
            let configured = try fixture.load(home.merging(token) { $1 })
            #expect(try configured.configuration.source.asGit().credentials.netrc == nil)
        }
    }

    @Test("A secret may come from a variable, and not from the command line")
    func secretVariable() throws {
        let repository = ["NIXERY_PKGS_REPO": "https://example.org/sets"]
        try ConfigurationFixture.with { fixture throws in
            let token = ["NIXERY_SOURCE_CREDENTIALS_TOKEN": "hunter2"]
            let loaded = try fixture.load(repository.merging(token) { $1 })
            #expect(try loaded.configuration.source.asGit().credentials.token == Secret("hunter2"))
            #expect(!loaded.yaml.contains("hunter2"))
            let flag = ConfigurationFlag("--set", sets: "source.credentials.token", to: "hunter2")
            #expect(
                fixture.sentence(repository, flags: [flag])
                    == "--set: 'source.credentials.token' cannot be used: "
                    + "everybody on this machine sees a command line; use the file or a variable")
        }
    }
}

extension SourceConfiguration {
    fileprivate func asGit() throws -> GitSourceConfiguration {
        let source: GitSourceConfiguration? = if case .git(let source) = self { source } else { nil }
        return try #require(source)
    }
}
